import { describe, expect, test } from "vitest";
import { evaluate } from "#core/policy/evaluate.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { fingerprint } from "#core/review/change/fingerprint.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { propose } from "#core/review/propose/propose.ts";
import type { ProposeInput } from "#core/review/propose/propose-input.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asArn } from "#test/names.ts";
import { generatedActivity, OCTOBER, roleWith } from "./roles.ts";

const window = OCTOBER;

interface More {
  readonly isComplete?: boolean;
  readonly keep?: readonly string[];
  readonly gaps?: readonly EvidenceGap[];
}

async function proposed(role: RoleState, actions: readonly string[], more: More = {}) {
  const documents =
    actions.length === 0 ? [] : [JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: actions, Resource: "*" } })];
  const activity = generatedActivity(role, documents, more.isComplete ?? true);
  const input: ProposeInput = {
    review: { id: "r1", window },
    role,
    roleFingerprint: fingerprint(role),
    activity: { ...activity, gaps: [...activity.gaps, ...(more.gaps ?? [])] },
    keep: more.keep ?? [],
    proposedAt: window.to,
    catalogue,
  };
  return propose(input);
}

const actionsOf = (proposal: Awaited<ReturnType<typeof proposed>>) =>
  proposal.policies
    .flatMap(({ document }) => parsePolicy(document, "refined").statements.flatMap(({ actions }) => actions.patterns))
    .sort();

test("of two reasons to keep an action, the stronger one is told", async () => {
  const role = { ...roleWith(["AmazonSQSFullAccess"]), tags: { "whittle:keep": "sqs:SendMessage sqs:PurgeQueue" } };
  const { evidence } = await proposed(role, ["sqs:SendMessage"]);
  expect(evidence.map(({ action, kind }) => [action, kind])).toEqual([
    ["sqs:PurgeQueue", "asked"],
    ["sqs:SendMessage", "seen"],
  ]);
});

test("what was seen is a stronger reason than IAM's word that the service is used", async () => {
  const { evidence } = await proposed(roleWith(["AmazonSQSFullAccess"]), ["sqs:SendMessage", "sqs:*"]);
  const kinds = new Map(evidence.map(({ action, kind }) => [action, kind]));
  expect([kinds.get("sqs:SendMessage"), kinds.get("sqs:PurgeQueue")]).toEqual(["seen", "last-accessed"]);
});

describe("what is replaced", () => {
  test("AWS managed FullAccess policies, AdministratorAccess and PowerUserAccess are; others are retained", async () => {
    const role = roleWith(["AmazonSQSFullAccess", "AmazonSSMManagedInstanceCore", "PowerUserAccess"]);
    const { replaces, retains } = await proposed(role, ["sqs:SendMessage"]);
    expect(replaces.map(({ name }) => name)).toEqual(["AmazonSQSFullAccess", "PowerUserAccess"]);
    expect(retains.map(({ name }) => name)).toEqual(["AmazonSSMManagedInstanceCore"]);
  });

  test("the tag whittle:replace names others, and a name that is not attached is told", async () => {
    const role = roleWith(["AmazonS3ReadOnlyAccess"], { tags: { "whittle:replace": "AmazonS3ReadOnlyAccess Nonsense" } });
    const { replaces, notes } = await proposed(role, ["s3:ListAllMyBuckets"]);
    expect(replaces.map(({ name }) => name)).toEqual(["AmazonS3ReadOnlyAccess"]);
    expect(notes).toContainEqual({ id: "policy-not-attached", name: "Nonsense" });
  });

  test("where a generated policy leaves the region open, the approver is told what was assumed", async () => {
    const { notes } = await proposed(roleWith(["AmazonSQSFullAccess"]), ["sqs:SendMessage"]);
    expect(notes).toEqual([{ id: "region-assumed", region: "us-east-1" }]);
  });

  test("nothing to replace: nothing to change", async () => {
    const proposal = await proposed(roleWith(["AmazonSSMManagedInstanceCore"]), ["ssm:PutInventory"]);
    expect([proposal.outcome, proposal.policies]).toEqual(["nothing-to-change", []]);
    expect(proposal.reason).toEqual({ id: "nothing-replaced", carries: ["AmazonSSMManagedInstanceCore"], inline: [] });
    expect(proposal.replay).toEqual({ calls: 0, allowed: 0, wouldDeny: [] });
  });
});

describe("what comes out", () => {
  test("used actions that a retained policy grants drop out; where nothing is left, the broad policy goes alone", async () => {
    const proposal = await proposed(roleWith(["AmazonS3FullAccess", "AmazonS3ReadOnlyAccess"]), ["s3:GetObject", "s3:ListBucket"]);
    expect([proposal.outcome, proposal.policies, proposal.replaces.length]).toEqual(["proposed", [], 1]);
    expect(proposal.checks.filter(({ result }) => result === "fail")).toEqual([]);
  });

  test("used actions that nothing grants are not granted now, and no evidence speaks for them", async () => {
    const proposal = await proposed(roleWith(["AmazonSQSFullAccess"]), ["sqs:SendMessage", "sqs:DeleteMessage", "ec2:RunInstances"]);
    const kept = ["sqs:DeleteMessage", "sqs:SendMessage"];
    expect([actionsOf(proposal), proposal.evidence.map(({ action }) => action)]).toEqual([kept, kept]);
  });

  test("what goes and no log could have shown is told, as long as the log shows no such call at all", async () => {
    const unlogged = async (...used: readonly string[]) => (await proposed(roleWith(["AmazonSQSFullAccess"]), used)).unlogged;
    const hidden = ["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ReceiveMessage", "SendMessage"];
    expect(await unlogged("sqs:ListQueues")).toEqual(hidden.map((name) => `sqs:${name}`));
    expect(await unlogged("sqs:SendMessage", "sqs:ReceiveMessage", "sqs:GetQueueUrl")).toEqual([]);
  });

  test("what the tag whittle:keep asks for stays, as far as it was granted", async () => {
    const role = roleWith(["AmazonSQSFullAccess"], { tags: { "whittle:keep": "sqs:PurgeQueue iam:CreateUser" } });
    expect(actionsOf(await proposed(role, ["sqs:SendMessage"]))).toEqual(["sqs:PurgeQueue", "sqs:SendMessage"]);
  });

  test("what was given back after an earlier review stays", async () => {
    const proposal = await proposed(roleWith(["AmazonSQSFullAccess"]), ["sqs:SendMessage"], { keep: ["sqs:DeleteMessage"] });
    expect(actionsOf(proposal)).toEqual(["sqs:DeleteMessage", "sqs:SendMessage"]);
    expect(proposal.evidence.find(({ action }) => action === "sqs:DeleteMessage")).toMatchObject({ kind: "asked", proven: false });
  });

  test("a deny of a replaced policy stays, also where it would touch a retained policy", async () => {
    const broad = roleWith(["AmazonSQSFullAccess"]);
    const denying = parsePolicy(
      {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "sqs:*", Resource: "*" },
          { Effect: "Deny", Action: "s3:DeleteBucket", Resource: "*" },
        ],
      },
      "denying",
    );
    const custom = {
      arn: asArn("arn:aws:iam::111122223333:policy/Custom"),
      name: "Custom",
      versionId: "v1",
      json: "{}",
      document: denying,
    };
    const [readOnly] = roleWith(["AmazonS3FullAccess"]).attached;
    const role: RoleState = {
      ...broad,
      tags: { "whittle:replace": "Custom" },
      attached: [custom, ...(readOnly ? [{ ...readOnly, name: "Buckets", arn: asArn("arn:aws:iam::111122223333:policy/Buckets") }] : [])],
    };
    const { policies, checks } = await proposed(role, ["sqs:SendMessage"]);
    const after = [
      ...policies.map(({ document }) => parsePolicy(document, "refined")),
      ...role.attached.slice(1).map(({ document }) => document),
    ];
    expect(evaluate({ action: "s3:DeleteBucket", resource: "arn:aws:s3:::b" }, after)).toBe("explicitly-denied");
    expect(checks.find(({ name }) => name === "no-new-access")?.result).toBe("pass");
  });

  test("a role that carries its refined policy already has nothing to change", async () => {
    const first = await proposed(roleWith(["AmazonSQSFullAccess"]), ["sqs:SendMessage"]);
    const [policy] = first.policies;
    const document = parsePolicy(policy?.document, "refined");
    const refined = {
      arn: asArn("arn:aws:iam::111122223333:policy/whittle/whittle-TestRole"),
      name: "whittle-TestRole",
      versionId: "v1",
      json: JSON.stringify(policy?.document),
      document,
    };
    const again = await proposed({ ...roleWith([]), attached: [refined] }, ["sqs:SendMessage"]);
    expect([again.outcome, again.reason]).toEqual(["nothing-to-change", { id: "refined-already" }]);
    const narrower = { ...refined, arn: asArn("arn:aws:iam::111122223333:policy/Custom"), name: "Custom" };
    const both = { ...roleWith([], { tags: { "whittle:replace": "Custom" } }), attached: [refined, narrower] };
    expect((await proposed(both, ["sqs:SendMessage"])).outcome, "a policy besides it is one too many").toBe("proposed");
    const lessUsed = await proposed({ ...roleWith([]), attached: [refined] }, ["sqs:ReceiveMessage"]);
    expect(lessUsed.outcome).toBe("proposed");
  });

  test("equal input gives a byte-equal proposal", async () => {
    const make = () =>
      proposed(roleWith(["PowerUserAccess", "AmazonSSMManagedInstanceCore"]), [
        "sqs:SendMessage",
        "ec2:DescribeInstances",
        "logs:CreateLogStream",
      ]);
    expect(JSON.stringify(await make())).toBe(JSON.stringify(await make()));
  });
});

describe("missing data never reads as unused", () => {
  test("no generated policy at all: no empty policy, and nothing is judged", async () => {
    const proposal = await proposed(roleWith(["AmazonSQSFullAccess"]), []);
    expect(proposal.outcome).toBe("nothing-to-change");
    expect([proposal.policies, proposal.diff.removedCount]).toEqual([[], 0]);
  });

  test("an incomplete generation is named", async () => {
    const proposal = await proposed(roleWith(["AmazonSQSFullAccess"]), ["sqs:SendMessage"], { isComplete: false });
    expect(proposal.gaps.map(({ kind }) => kind)).toEqual(["incomplete-generation"]);
    expect(proposal.checks.find(({ name }) => name === "evidence-complete")?.result).toBe("warn");
  });

  const grantedRecently = (name: string): EvidenceGap => ({
    kind: "granted-recently",
    effect: "keep",
    policy: name,
    granted: "2026-10-25",
    graceDays: 14,
    policies: [`arn:aws:iam::aws:policy/${name}`],
  });

  test("a policy granted a short while ago stays as it is, while the others are replaced", async () => {
    const role = roleWith(["AmazonSNSFullAccess", "AmazonSQSFullAccess"]);
    const proposal = await proposed(role, ["sqs:SendMessage"], { gaps: [grantedRecently("AmazonSNSFullAccess")] });
    expect([proposal.replaces, proposal.retains].map((list) => list.map(({ name }) => name))).toEqual([
      ["AmazonSQSFullAccess"],
      ["AmazonSNSFullAccess"],
    ]);
    expect(proposal.diff.removed.filter((action) => action.startsWith("sns:"))).toEqual([]);
    expect(proposal.checks.find(({ name }) => name === "evidence-complete")?.result).toBe("warn");
  });

  test("where nothing but that could be replaced, the review waits for the next one and says why", async () => {
    const proposal = await proposed(roleWith(["AmazonSNSFullAccess"]), ["sqs:SendMessage"], {
      gaps: [grantedRecently("AmazonSNSFullAccess")],
    });
    expect([proposal.outcome, proposal.policies]).toEqual(["nothing-to-change", []]);
    expect(proposal.reason).toEqual({ id: "too-new", policies: ["AmazonSNSFullAccess"] });
  });

  test.each([
    ["in the window", "2026-10-20T10:00:00.000Z", true],
    ["at the instant at which the window begins", "2026-10-01T00:00:00.000Z", true],
    ["just before the window", "2026-09-30T23:59:59.999Z", false],
  ])("a role that IAM saw at work %s, and the evidence does not, is told apart from one without use", async (_, at, isInWindow) => {
    const { reason } = await proposed(roleWith(["AmazonSQSFullAccess"], { lastUsed: { at, region: "eu-west-1" } }), [], { gaps: [] });
    expect(reason).toMatchObject({ lastUse: { on: at.slice(0, 10), region: "eu-west-1", isInWindow } });
  });

  test("a service of which only the use is known keeps what was granted", async () => {
    const kept = actionsOf(await proposed(roleWith(["AmazonSQSFullAccess"]), ["sqs:*"]));
    expect(kept).toContain("sqs:PurgeQueue");
  });
});
