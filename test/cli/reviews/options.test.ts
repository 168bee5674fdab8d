import { describe, expect, test } from "vitest";
import { ofAccount } from "#cli/reviews/options.ts";

const reviews = ["arn:aws:iam::111122223333:role/of-444455556666", "arn:aws-cn:iam::444455556666:role/a"].map((roleArn) => ({ roleArn }));

describe("--account", () => {
  test("leaves the reviews of that account's roles, whatever their names hold; without it, all", () => {
    expect(ofAccount("list", reviews, undefined)).toEqual(reviews);
    expect(ofAccount("list", reviews, "111122223333")).toEqual(reviews.slice(0, 1));
    expect(ofAccount("list", reviews, "444455556666")).toEqual(reviews.slice(1));
    expect(ofAccount("list", reviews, "999988887777")).toEqual([]);
  });

  test.each([["1"], ["11112222333"], ["1111222233334"], ["11112222333a"], [""]])("%j is no account", (account) => {
    expect(() => ofAccount("list", reviews, account)).toThrow(
      `--account ${account}: an account id has twelve digits. See: whittle list --help`,
    );
  });
});
