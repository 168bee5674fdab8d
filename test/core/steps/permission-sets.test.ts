import { expect, test } from "vitest";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { checkGeneration } from "#core/steps/check-generation.ts";
import { cleanUp } from "#core/steps/clean-up.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { startGeneration } from "#core/steps/start-generation.ts";
import { fakeIam } from "#test/fakes/iam.ts";
import { REVIEW_ID } from "../review/change/account.ts";
import { approvedSet, SET, SET_SCENARIOS, SQS_FULL } from "../review/permission-sets/approved-set.ts";
import { portsOver } from "./ports.ts";

const [first] = SET_SCENARIOS;
if (!first) throw new Error("there are four scenarios");
const PLAIN = first;

/** The steps of a cycle where Identity Center has one tagged set. */
async function cyclePorts() {
  const { iam } = await approvedSet(PLAIN);
  return { ...portsOver([]), roles: iam.roles };
}

const cycle = { cycleId: "cycle1", startedAt: "2026-11-01T00:00:00.000Z", input: { account: "111122223333" } };

test("a cycle of the stack's account takes its permission sets too, though these are of no account", async () => {
  const { reviews } = await discoverRoles(await cyclePorts(), cycle);
  expect(reviews.map(({ roleName }) => roleName)).toEqual([SET]);
});

test("a set whose evidence is there goes on in the workflow of permission sets", async () => {
  const ports = await cyclePorts();
  const { reviews } = await discoverRoles(ports, cycle);
  const job = await startGeneration(ports, reviews[0]);
  ports.job({ status: "SUCCEEDED", result: { kind: "documents", documents: ["{}"], isComplete: true } });
  expect((await checkGeneration(ports, job)).status).toBe("SUCCEEDED_FOR_SET");
});

test("clean-up deletes nothing of a set, and looks at no role of its name", async () => {
  const account = await approvedSet(PLAIN);
  await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  const { roles, changes } = fakeIam({ roles: [], policies: [] }, account.time);
  expect(await cleanUp({ ...account.ports, roles, changes }, { reviewId: REVIEW_ID })).toEqual({ reviewId: REVIEW_ID, deleted: [] });
});

test("no single action is added back to a set: it is restored as a whole", async () => {
  const account = await approvedSet(PLAIN);
  await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  const asked = { reviewId: REVIEW_ID, addBack: ["sqs:PurgeQueue"] };
  await expect(restoreRole(account.ports, asked)).rejects.toThrow("restored as a whole");
  await restoreRole(account.ports, { reviewId: REVIEW_ID });
  expect(account.iam.accepted(SET).attached.map(({ arn }) => arn)).toContain(SQS_FULL.arn);
});
