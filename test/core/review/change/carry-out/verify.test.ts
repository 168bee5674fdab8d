import { describe, expect, test } from "vitest";
import { verify, whenVisible } from "#core/review/change/carry-out/verify.ts";
import { writePolicy } from "#core/review/change/carry-out/write-policy.ts";
import type { ChangePlan } from "#core/review/change/plan/change-plan.ts";
import { ChangeNotVisibleError, PolicyNotFoundError } from "#core/review/errors.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { approvedAccount } from "../account.ts";
import { founding, worker } from "../scenarios.ts";

const REFINED = asArn("arn:aws:iam::111122223333:policy/whittle/whittle-Worker");
const plan: ChangePlan = {
  roleName: asRoleName("Worker"),
  roleArn: asArn("arn:aws:iam::111122223333:role/Worker"),
  reviewId: "review1",
  steps: [],
};
const policy = { arn: REFINED, name: "whittle-Worker" };
const another = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ses:SendBulkEmail","Resource":"*"}]}';

/** Verifies, and gives the pauses in seconds. */
async function pausesOf(document: string | undefined, arn: string = REFINED): Promise<readonly number[]> {
  const { ports } = await approvedAccount(worker);
  const waited: number[] = [];
  const pauses = { pause: async (seconds: number) => void waited.push(seconds) };
  await verify({ changes: ports.changes, pauses }, plan, {
    policies: [{ ...policy, arn: asArn(arn), ...(document === undefined ? {} : { document }) }],
  });
  return waited;
}

test("what IAM shows gets ten seconds to take effect before the next step", async () => {
  expect(await pausesOf(undefined)).toEqual([10]);
});

test("white space and the order of members make no other version", async () => {
  const { iam } = await approvedAccount(worker);
  const current = iam.policy(REFINED)?.versions.at(-1)?.document ?? "";
  expect(await pausesOf(JSON.stringify(JSON.parse(current), undefined, 2))).toEqual([10]);
});

test("a policy in another version than the expected one is not there yet", async () => {
  await expect(pausesOf(another)).rejects.toThrow(ChangeNotVisibleError);
});

test("a policy that the role does not carry is not there yet", async () => {
  await expect(pausesOf(undefined, founding.replaces[0])).rejects.toThrow(ChangeNotVisibleError);
});

test("an inline policy is there in its own content alone", async () => {
  const { ports, before } = await approvedAccount(worker);
  const [inline] = before.inline;
  if (!inline) throw new Error("no inline policy");
  const look = (document: string) => {
    const pauses = { pause: async () => undefined };
    return verify({ changes: ports.changes, pauses }, plan, { policies: [], inline: [{ name: inline.name, document }] });
  };
  await expect(look(JSON.stringify(JSON.parse(inline.json), undefined, 2))).resolves.toBeUndefined();
  await expect(look(another)).rejects.toThrow(ChangeNotVisibleError);
});

describe("a policy that IAM does not know", () => {
  const tries = async (arn: string) => {
    const waited: number[] = [];
    const pauses = { pause: async (seconds: number) => void waited.push(seconds) };
    const error = await whenVisible(pauses, plan, arn, () => Promise.reject(new PolicyNotFoundError(arn))).catch((each: unknown) => each);
    return { waited, error };
  };

  test("is waited for, half a minute in all, where it is Whittle's own and may just have been made", async () => {
    const { waited, error } = await tries(REFINED);
    expect(waited.reduce((sum, seconds) => sum + seconds, 0)).toBe(31);
    expect(error).toBeInstanceOf(ChangeNotVisibleError);
  });

  test("is told at once where it is another's: it is gone", async () => {
    const { waited, error } = await tries("arn:aws:iam::aws:policy/AmazonSQSFullAccess");
    expect([waited, error]).toEqual([[], expect.any(PolicyNotFoundError)]);
  });
});

test.each([
  ["v3", "v4"],
  ["v4", "v3"],
])("of five versions, what makes room is not %s, which restoring needs, but %s", async (needed, gone) => {
  const { ports, iam } = await approvedAccount(worker);
  await writePolicy(ports.changes, { ...policy, document: another }, plan, needed);
  const versions = iam.policy(REFINED)?.versions.map(({ versionId }) => versionId);
  expect(versions).toHaveLength(5);
  expect(versions).toContain(needed);
  expect(versions).not.toContain(gone);
});
