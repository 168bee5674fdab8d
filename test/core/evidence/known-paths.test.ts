import { describe, expect, test } from "vitest";
import { callOf } from "#core/cloudtrail/call.ts";
import { readRecord } from "#core/cloudtrail/record.ts";
import { pathsIn } from "#core/evidence/known-paths.ts";
import { addUse, newRoleTally } from "#core/usage/role-tally.ts";
import { rawRecord } from "#test/core/usage/records.ts";
import { asAction } from "#test/names.ts";

const role = (name: string, kind = "role", account = "111122223333") => `arn:aws:iam::${account}:${kind}/${name}`;

function told(...arns: readonly string[]) {
  const reading = readRecord(rawRecord({ requestParameters: { roleName: "x" } }));
  if (!reading.readable) throw new Error(reading.because);
  const tallies = arns.map((arn, at) => {
    const tally = newRoleTally();
    addUse(tally, { action: asAction(at % 2 === 0 ? "iam:GetRole" : "iam:PassRole"), resources: [arn] }, callOf(reading.record), false);
    return tally;
  });
  return pathsIn(tallies);
}

describe("a role that a request names without its path", () => {
  test("is known whole where another call of the log told it, used or handed over, of whatever role", () => {
    const whole = told(role("app/one"), role("deep/er/two"));
    expect([whole(role("one")), whole(role("two"))]).toEqual([role("app/one"), role("deep/er/two")]);
  });

  test.each<[string, readonly string[], string]>([
    ["nothing told it", [role("app/other")], role("one")],
    ["it was made again under another path", [role("app/one"), role("new/one")], role("one")],
    ["one of another account has the name", [role("app/one", "role", "444455556666")], role("one")],
    ["a policy has the name", [role("app/one", "policy")], role("one")],
    ["only a pattern told it", [role("app/o*")], role("o*")],
    ["it is told with its path", [role("app/one")], role("other/one")],
    ["it is no thing of IAM", [role("app/one")], "arn:aws:s3:::one"],
  ])("stays as it is where %s", (_, arns, arn) => {
    expect(told(...arns)(arn)).toBe(arn);
  });
});
