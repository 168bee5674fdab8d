import { beforeEach, describe, expect, test } from "vitest";
import { settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { InvalidInputError } from "#core/errors.ts";
import { AccountUnreachableError, ReviewNotFoundError } from "#core/review/errors.ts";
import { inAccountOfReview, settingsIn } from "#functions/in-account.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { SETTINGS } from "#test/adapters/aws/environment.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";

const AT = "2026-11-24T09:00:00.000Z";
const HUB = "111122223333";
const environment = { MEMBER_ROLE: `arn:aws:iam::${HUB}:role/whittle/whittle-apply-policy`, MEMBER_EXTERNAL_ID: "word" };

let made: string[] = [];
beforeEach(() => {
  made = [];
});

async function ports(members = environment) {
  const store = fakeReviewStore();
  const review = (id: string, account: string) => ({ ...aReview(id, id, "approved", AT), roleArn: `arn:aws:iam::${account}:role/${id}` });
  for (const [id, account] of [
    ["own", HUB],
    ["other", "444455556666"],
    ["third", "444455556666"],
  ] as const)
    await store.claim(review(id, account));
  return inAccountOfReview(members, store, ({ account }) => {
    made.push(account);
    return account;
  });
}

test("a step works in the account of its review's role, whatever its input says, with ports that are made once an account", async () => {
  const portsFor = await ports();
  expect(await portsFor({ reviewId: "own", account: "999999999999" })).toBe(HUB);
  expect(await portsFor({ reviewId: "other", roleArn: `arn:aws:iam::${HUB}:role/own` })).toBe("444455556666");
  expect(await portsFor({ reviewId: "third" })).toBe("444455556666");
  expect(await portsFor({ execution: { id: "arn" }, input: { reviewId: "own" } })).toBe(HUB);
  expect(made).toEqual([HUB, "444455556666"]);
});

test("a review of an account that is no member any more gets no ports at all", async () => {
  await expect((await ports({ ...environment, MEMBER_EXTERNAL_ID: "" }))({ reviewId: "other" })).rejects.toThrow(AccountUnreachableError);
  expect(made).toEqual([]);
});

test("a permission set, which is of no account, is looked at from the stack's own", async () => {
  const store = fakeReviewStore();
  await store.claim({ ...aReview("set", "Admins", "approved", AT), roleArn: "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/Admins" });
  expect(await inAccountOfReview(environment, store, ({ account }) => account)({ reviewId: "set" })).toBe(HUB);
});

test("without a review there are no ports", async () => {
  await expect((await ports())({})).rejects.toThrow(InvalidInputError);
  await expect((await ports())({ reviewId: "none" })).rejects.toThrow(ReviewNotFoundError);
});

describe("the settings of a stack", () => {
  const ENVIRONMENT = {
    ...environment,
    ...SETTINGS,
    EXCLUDED_ROLES: "",
    PAGE_URL: "https://page.example",
  };
  const settings = { ...settingsFromEnvironment(ENVIRONMENT), stack: "eu-central-1/whittle" };
  const inAccount = (account: string) => settingsIn({ account, client: {} }, settings, ENVIRONMENT);

  test("are as they are in its own account", () => {
    expect(inAccount(HUB)).toBe(settings);
  });

  test("say in a member that nothing is rehearsed there, and which account the stack is in", () => {
    expect(inAccount("444455556666")).toEqual({ ...settings, isOfMember: true, stack: `${HUB}/eu-central-1/whittle` });
  });
});
