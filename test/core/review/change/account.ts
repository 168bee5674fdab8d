import { noLatestUse, processSigner } from "#adapters/local/small-ports.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { signVote } from "#core/review/approval/vote.ts";
import { fingerprint, stateHash } from "#core/review/change/fingerprint.ts";
import { proposalHash } from "#core/review/hash.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { ChangingTransition, ReviewStatus } from "#core/review/model/status.ts";
import type { RoleChanges } from "#core/review/ports/iam.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import type { Ports } from "#core/review/ports.ts";
import { historyOf } from "#core/review/role-history.ts";
import type { Settings } from "#core/review/settings.ts";
import { type FakeIam, fakeIam } from "#test/fakes/iam.ts";
import { fakeNotifier } from "#test/fakes/notifier.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { type FakeTime, fakeTime } from "#test/fakes/time.ts";
import { catalogue } from "../../policy/catalogue.ts";
import type { Scenario } from "./scenarios.ts";

export const REVIEW_ID = "review1";

/** An account in which a scenario's proposal has been approved. */
export interface ApprovedAccount {
  readonly iam: FakeIam;
  readonly time: FakeTime;
  readonly store: ReviewStore;
  readonly notifier: ReturnType<typeof fakeNotifier>;
  readonly ports: StepPorts;
  readonly before: RoleState;
  readonly proposal: Proposal;
  /** The documents in force before, and those that were approved. */
  readonly old: readonly PolicyDocument[];
  readonly approved: readonly PolicyDocument[];
}

export type StepPorts = Pick<
  Ports,
  "roles" | "latestUse" | "store" | "notifier" | "signer" | "votes" | "catalogue" | "clock" | "pauses" | "settings"
> & { readonly changes: RoleChanges };

const settings: Settings = {
  tagKey: "whittle:review",
  tagValue: "on",
  lookBackDays: 30,
  reviewCycleDays: 30,
  escalationHours: 0,
  quietDays: 90,
  digestFrom: 5,
  approvalDays: 7,
  watchHours: 72,
  restoreLinkDays: 35,
  graceDays: 0,
  generationsPerDay: 50,
  reviewsPerCycle: 200,
  region: "us-east-1",
  excludedRoles: [],
  untaggedToo: false,
  pageUrl: "https://page.example",
  approverSignIn: "link",
};

export interface ApprovalOptions {
  readonly lagSeconds?: number;
  readonly store?: ReviewStore;
  readonly status?: ReviewStatus;
  readonly rehearsalDays?: number;
}

export async function approvedAccount(scenario: Scenario, options: ApprovalOptions = {}): Promise<ApprovedAccount> {
  const time = fakeTime();
  const reviewed = { ...scenario.role, tags: { [settings.tagKey]: settings.tagValue, ...scenario.role.tags } };
  const { lagSeconds = 0 } = options;
  const iam = fakeIam({ roles: [reviewed, ...(scenario.others ?? [])], policies: scenario.policies }, time, { lagSeconds });
  const approval = await approveChange(scenario, iam.accepted(scenario.role.name), time, options);
  return { iam, ...approval, ports: { ...approval.ports, roles: iam.roles, changes: iam.changes } };
}

/** The record of an approved change, and all ports but those of what it changes. */
export async function approveChange(
  scenario: Pick<Scenario, "replaces" | "replacesInline" | "proposed">,
  before: RoleState,
  time: FakeTime,
  { store = fakeReviewStore(), status = "approved", rehearsalDays }: ApprovalOptions = {},
) {
  const proposal = { ...proposalOf(scenario, before), ...(rehearsalDays === undefined ? {} : { rehearsalDays }) };
  const hash = proposalHash(proposal);
  const votes = processSigner();
  const at = "2026-11-24T09:00:00.000Z";
  const decision = await signVote(votes, proposal, { verdict: "approved", at, by: "holder of the link", proposalHash: hash });
  await store.claim({ ...reviewOf(before, status, hash), ...(status === "waiting" ? {} : { decision }) });
  await store.putDocument(REVIEW_ID, "before", before);
  await store.putDocument(REVIEW_ID, "proposal", proposal);
  const notifier = fakeNotifier();
  const ports = {
    latestUse: noLatestUse,
    store,
    notifier,
    signer: processSigner(),
    votes,
    catalogue,
    clock: time.clock,
    pauses: time.pauses,
    settings,
  };
  const refined = proposal.policies.map(({ document, name }) => parsePolicy(document, name));
  const replaced = new Set(scenario.replaces);
  const stays = [
    ...before.attached.filter(({ arn }) => !replaced.has(arn)),
    ...before.inline.filter(({ name }) => !scenario.replacesInline?.includes(name)),
  ].map(({ document }) => document);
  const old = [...before.attached, ...before.inline].map(({ document }) => document);
  return { time, store, notifier, ports, before, proposal, old, approved: [...refined, ...stays] };
}

function proposalOf(
  { replaces, replacesInline = [], proposed }: Pick<Scenario, "replaces" | "replacesInline" | "proposed">,
  before: RoleState,
): Proposal {
  const ref = ({ arn, name }: RoleState["attached"][number]) => ({ arn, name });
  return {
    reviewId: REVIEW_ID,
    role: { name: before.name, arn: before.arn },
    window: { from: "2026-10-25T00:00:00.000Z", to: "2026-11-24T00:00:00.000Z" },
    proposedAt: "2026-11-24T09:00:00.000Z",
    outcome: "proposed",
    reason: { id: "replaced", replaced: [], by: [], kept: 0, removed: 0 },
    replaces: before.attached.filter(({ arn }) => replaces.includes(arn)).map(ref),
    replacesInline,
    retains: before.attached.filter(({ arn }) => !replaces.includes(arn)).map(ref),
    policies: proposed,
    evidence: [],
    activity: { records: { read: 0, ofRole: 0, denied: 0, unreadable: 0 }, entries: [], source: "trail", denied: [], unresolved: [] },
    gaps: [],
    suspicious: [],
    diff: { kept: [], removed: [], removedCount: 0, removedByLevel: [] },
    checks: [],
    replay: { calls: 0, allowed: 0, wouldDeny: [] },
    proof: { kind: "not-tested", reason: "too-few-calls" },
    unlogged: [],
    escalations: [],
    roleFingerprint: fingerprint(before),
    roleStateHash: stateHash(before),
    questions: [],
    notes: [],
  };
}

function reviewOf(role: RoleState, status: ReviewStatus, hash: string): Review {
  const at = "2026-11-24T09:00:00.000Z";
  return {
    id: REVIEW_ID,
    roleName: role.name,
    roleArn: role.arn,
    cycleId: "cycle1",
    dryRun: false,
    status,
    outcome: "proposed",
    createdAt: at,
    updatedAt: at,
    window: { from: "2026-10-25T00:00:00.000Z", to: at },
    proposalHash: hash,
    revision: 0,
  };
}

/** For tests that only need the role's policies by name. */
export function carriedNames(iam: FakeIam, roleName: string): readonly string[] {
  return iam.accepted(roleName).attached.map(({ name }) => name);
}

/** As a step that works for a review does before it changes the role, and stays at it. */
export async function takeLease(store: ReviewStore, reviewId: string, transition: ChangingTransition, by = "somebody"): Promise<void> {
  const { roleArn, updatedAt } = await store.get(reviewId);
  const after = (await historyOf(store, roleKey(roleArn))).lease?.fencingToken ?? 0;
  await store.update(reviewId, transition, { lease: { by, after }, updatedAt });
}
