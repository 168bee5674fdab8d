import { describe, expect, test } from "vitest";
import { describeStep } from "#core/messages/journal.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { carryOut } from "#core/review/change/carry-out/carry-out.ts";
import { type ChangePlan, stepRecord } from "#core/review/change/plan/change-plan.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { breakGlass } from "#core/review/change/restore/break-glass.ts";
import { restoreOffer } from "#core/review/change/restore/offer.ts";
import { planUndo } from "#core/review/change/restore/undo.ts";
import { sample } from "#test/runs.ts";
import { catalogue } from "../../policy/catalogue.ts";
import { REVIEW_ID } from "../change/account.ts";
import { endingOf } from "../change/endings.ts";
import { APPLY, type Entry, FAULTS, type Fault, RESTORE, type Run, runWithFaults, watched } from "../change/faults.ts";
import { ACCOUNTS, type ApprovedSet, approvedSet, RDS_FULL, SET, SET_SCENARIOS, type SetScenario, SQS_FULL } from "./approved-set.ts";

const LASTING = ["throttled", "access denied", "killed before"] as const;
const [PLAIN, OF_PEOPLE, REVIEWED, UNUSED] = SET_SCENARIOS;
if (!PLAIN || !OF_PEOPLE || !REVIEWED || !UNUSED) throw new Error("there are four scenarios");

interface Story {
  readonly entry: Entry;
  readonly prepare: (account: ApprovedSet) => Promise<unknown>;
}

const STORIES: Readonly<Record<string, Story>> = {
  apply: { entry: APPLY, prepare: async () => {} },
  restore: { entry: RESTORE, prepare: (account) => runWithFaults(account, APPLY, []) },
  /** Account 3 takes nothing any more, so that all that was done before is undone. */
  compensation: { entry: APPLY, prepare: async ({ iam }) => iam.failing.set(ACCOUNTS[2] ?? "", 2) },
};

async function tell(
  scenario: SetScenario,
  { entry, prepare }: Story,
  faults: readonly Fault[],
): Promise<{ account: ApprovedSet; run: Run }> {
  const account = await approvedSet(scenario);
  await prepare(account);
  return { account, run: await runWithFaults(account, entry, faults) };
}

function allFaults({ calls }: Run): readonly Fault[] {
  return calls.flatMap(({ place, method }) => [
    ...FAULTS.map((kind) => ({ place, kind })),
    ...(/^(changes|roles)\./.test(method) ? LASTING.map((kind) => ({ place, kind, lasting: true })) : []),
  ]);
}

describe.each(SET_SCENARIOS)("$name", (scenario) => {
  test.each(Object.keys(STORIES))(
    "%s: any fault at any call leaves each account what it had or what was approved",
    { timeout: 120_000 },
    async (name) => {
      const story = STORIES[name];
      if (!story) throw new Error(`There is no story ${name}.`);
      const applied = await approvedSet(scenario);
      await runWithFaults(applied, APPLY, []);
      const asApplied = applied.iam.accepted(SET);
      const { run: clean } = await tell(scenario, story, []);
      const problems: string[] = [];
      for (const fault of sample(allFaults(clean))) {
        const { account, run } = await tell(scenario, story, [fault]);
        account.iam.failing.clear();
        const ending = await endingOf(account, run, asApplied);
        const isSilent = run.review.failure === undefined && account.iam.unprovisioned().length > 0;
        if (run.violations.length > 0 || ending.startsWith("untrue") || isSilent)
          problems.push(
            `${fault.kind}${fault.lasting ? ", lasting," : ""} at ${fault.place} ${clean.calls[fault.place]?.method}: ${ending}, ${run.violations.length} violations`,
          );
      }
      expect(problems).toEqual([]);
    },
  );
});

describe("the change of a permission set", () => {
  const described = ({ roleName, steps }: ChangePlan) => steps.map((step) => describeStep(stepRecord(step), roleName));

  test("reaches every account with what comes before anything is detached", async () => {
    const { before, proposal } = await approvedSet(PLAIN);
    expect(described(planChange(before, proposal))).toEqual([
      "Write the inline policy AwsSSOInlinePolicy into Admins",
      "Provision Admins in every account that it is assigned to",
      "Verify that Admins has AwsSSOInlinePolicy before going on",
      "Detach AmazonDynamoDBFullAccess from Admins",
      "Detach AmazonSQSFullAccess from Admins",
      "Provision Admins in every account that it is assigned to",
    ]);
  });

  test("of a set that nobody uses leaves what people wrote", async () => {
    const { before, proposal } = await approvedSet(UNUSED);
    const [first] = planChange(before, proposal).steps;
    expect(first).toMatchObject({ kind: "put-inline", before: JSON.stringify(UNUSED.inline) });
    expect(first && "document" in first && first.document).not.toContain("ses:SendEmail");
    expect(first && "document" in first && first.document).toContain("kms:Decrypt");
  });

  test("is taken back by one line that names the set", async () => {
    const { before, proposal } = await approvedSet(REVIEWED);
    const line = breakGlass(planChange(before, proposal));
    expect(line.split(" && ").map((command) => command.split(" ")[2])).toEqual([
      "attach-managed-policy-to-permission-set",
      "attach-managed-policy-to-permission-set",
      "put-inline-policy-to-permission-set",
      "provision-permission-set",
    ]);
    expect(line).toContain("--permission-set-arn arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1");
  });

  test("is seen to be wrong where it detaches before every account has what comes", async () => {
    const account = await approvedSet(PLAIN, { status: "applying" });
    const { ports, violations } = watched(account);
    const { steps, ...plan } = planChange(account.before, account.proposal);
    const withoutFirst = steps.filter(({ kind }, index) => kind !== "provision" || index > 2);
    await carryOut(ports, { ...plan, steps: withoutFirst }, "applying");
    expect(violations).toEqual([]);
    const detachFirst = steps.toSorted((a, b) => Number(b.kind === "detach") - Number(a.kind === "detach"));
    const other = await approvedSet(PLAIN, { status: "applying" });
    const watch = watched(other);
    await carryOut(
      watch.ports,
      { ...plan, steps: detachFirst.filter(({ kind }) => kind !== "put-inline" && kind !== "verify") },
      "applying",
    );
    expect(watch.violations.length).toBeGreaterThan(0);
  });
});

describe("provisioning that fails in one account of three", () => {
  const [first = "", , third = ""] = ACCOUNTS;

  test("before anything is detached is undone, and named", async () => {
    const account = await approvedSet(PLAIN);
    account.iam.failing.set(third, 1);
    const { review, violations } = await runWithFaults(account, APPLY, []);
    expect(violations).toEqual([]);
    expect(review).toMatchObject({ status: "failed", failure: { code: "change-undone" } });
    expect(review.failure?.message).toContain(third);
    expect(account.iam.accepted(SET)).toEqual(account.before);
    expect(account.iam.unprovisioned()).toEqual([]);
  });

  test("after the detaching is undone in the others too", async () => {
    const account = await approvedSet(PLAIN);
    let provisionings = 0;
    const changes = {
      ...account.iam.changes,
      async provision(name: Parameters<typeof account.iam.changes.provision>[0]) {
        provisionings += 1;
        if (provisionings === 2) account.iam.failing.set(third, 1);
        await account.iam.changes.provision(name);
      },
    };
    const { review, violations } = await runWithFaults({ ...account, ports: { ...account.ports, changes } }, APPLY, []);
    expect(violations).toEqual([]);
    expect(review.failure?.code).toBe("change-undone");
    expect(account.iam.accepted(SET)).toEqual(account.before);
    expect(account.iam.unprovisioned()).toEqual([]);
  });

  test("for good is a failure that names the account, and nobody lacks anything", async () => {
    const account = await approvedSet(OF_PEOPLE);
    account.iam.failing.set(first, 1000);
    const { review, violations } = await runWithFaults(account, APPLY, []);
    expect(violations).toEqual([]);
    expect(review.status).toBe("failed");
    expect(review.failure?.message).toContain(first);
  });
});

describe("somebody else", () => {
  test("who attaches a policy before the change gets a new proposal, and nothing is written", async () => {
    const account = await approvedSet(PLAIN);
    account.iam.meddle((set) => {
      set.attached = new Set([...set.attached, RDS_FULL.arn]);
    });
    const { calls } = await runWithFaults(account, APPLY, []);
    expect(calls.filter(({ method }) => method.startsWith("changes."))).toEqual([]);
    expect((await account.store.journal(REVIEW_ID)).map(({ kind }) => kind)).toContain("approval-set-aside");
  });

  test("who edits the inline policy since keeps their statements when the change is restored", async () => {
    const account = await approvedSet(REVIEWED);
    await runWithFaults(account, APPLY, []);
    const edited = { Version: "2012-10-17", Statement: [{ Sid: "New", Effect: "Allow", Action: "rds:*", Resource: "*" }] };
    account.iam.meddle((set) => {
      const { Statement } = JSON.parse(set.inline ?? "{}");
      set.inline = JSON.stringify({ ...edited, Statement: [...Statement, ...edited.Statement] });
    });
    const { review } = await runWithFaults(account, RESTORE, []);
    expect(review.status).toBe("restored");
    const now = account.iam.accepted(SET);
    expect(now.attached.map(({ arn }) => arn)).toEqual(account.before.attached.map(({ arn }) => arn));
    expect(now.inline[0]?.json).toContain("rds:*");
    expect(now.inline[0]?.json).toContain("ses:SendRawEmail");
    expect(now.inline[0]?.json).not.toContain("sqs:SendMessage");
  });

  test("who detached a policy while the change was under way leaves people what the new inline policy allows", async () => {
    const { before, proposal } = await approvedSet(PLAIN);
    const [put] = planChange(before, proposal).steps;
    if (put?.kind !== "put-inline") throw new Error("the inline policy comes first");
    const inline = [{ name: put.name, json: put.document, document: parsePolicy(put.document, SET) }];
    const now = { ...before, attached: before.attached.filter(({ arn }) => arn !== SQS_FULL.arn), inline };
    const journal = [{ kind: "step", at: before.createdAt, step: stepRecord(put), state: "started" }] as const;
    const plan = planUndo({ before, proposal, now }, journal, catalogue);
    expect(plan).toMatchObject({ stays: ["AwsSSOInlinePolicy"], steps: [] });
  });
});

test("a set is offered to be restored as a whole", async () => {
  const account = await approvedSet(PLAIN);
  await runWithFaults(account, APPLY, []);
  const { ways } = restoreOffer({ ...account, now: account.iam.accepted(SET) }, ["sqs:DeleteQueue"], catalogue);
  expect(ways.map(({ name }) => name)).toEqual(["all"]);
});
