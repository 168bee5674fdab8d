import type { Snapshot } from "#adapters/local/account/snapshot.ts";
import { snapshotChanges } from "#adapters/local/account/snapshot-changes.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import {
  noCodeHost,
  noLastAccess,
  noLatestUse,
  noPauses,
  noPolicyChecks,
  noStacks,
  ownSeals,
  processSigner,
} from "#adapters/local/small-ports.ts";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { toJson } from "#core/policy/json.ts";
import type { GenerationStatus } from "#core/review/ports/access-analyzer.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import type { Ports } from "#core/review/ports.ts";
import type { Settings } from "#core/review/settings.ts";
import type { Restoring } from "#core/web/restorable.ts";
import { catalogue, managedPolicy } from "#test/core/policy/catalogue.ts";
import { type FakeRehearsals, fakeRehearsals } from "#test/fakes/rehearsals.ts";
import { type FakeRestores, fakeRestores } from "#test/fakes/restores.ts";
import { asArn, asRoleName } from "#test/names.ts";

const ACCOUNT = "111122223333";

export interface TestRole {
  readonly name: string;
  readonly path?: string;
  readonly createdAt?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly policies?: readonly string[];
  /** Inline policies: their documents by name. */
  readonly inline?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The trust policy. */
  readonly trust?: Readonly<Record<string, unknown>>;
}

/** An account of made-up roles that carry AWS managed policies. */
export function accountOf(roles: readonly TestRole[]): Snapshot {
  const names = [...new Set(roles.flatMap(({ policies = ["AmazonSQSFullAccess"] }) => policies))];
  return {
    RoleDetailList: roles.map(
      ({
        name,
        path = "/",
        createdAt = "2020-01-01T00:00:00Z",
        tags = { "whittle:review": "on" },
        policies = ["AmazonSQSFullAccess"],
        inline = {},
        trust = {},
      }) => ({
        Arn: asArn(`arn:aws:iam::${ACCOUNT}:role${path}${name}`),
        RoleName: asRoleName(name),
        Path: path,
        CreateDate: createdAt,
        AssumeRolePolicyDocument: { ...trust },
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        AttachedManagedPolicies: policies.map((policy) => ({ PolicyName: policy, PolicyArn: asArn(`arn:aws:iam::aws:policy/${policy}`) })),
        RolePolicyList: Object.entries(inline).map(([PolicyName, document]) => ({ PolicyName, PolicyDocument: { ...document } })),
        InstanceProfileList: [],
      }),
    ),
    Policies: names.map((name) => ({
      Arn: asArn(`arn:aws:iam::aws:policy/${name}`),
      PolicyName: name,
      DefaultVersionId: "v1",
      PolicyVersionList: [
        { VersionId: "v1", IsDefaultVersion: true, CreateDate: "2020-01-01T00:00:00Z", Document: { ...toJson(managedPolicy(name)) } },
      ],
    })),
  };
}

/** What the ports were told to do, beside doing it. */
export interface Seen {
  readonly messages: Message[];
  readonly called: { token: string; output: unknown }[];
  readonly started: string[];
  readonly cancelled: string[];
}

export type TestPorts = Ports & {
  readonly restores: FakeRestores;
  readonly rehearsals: FakeRehearsals;
  readonly restoring: () => Promise<Restoring>;
  readonly seen: Seen;
  at(instant: string): void;
  job(status: GenerationStatus): void;
};

/** Every port over one account, with a clock that stands still until it is set. */
export function portsOver(
  roles: readonly TestRole[],
  settings: Partial<Settings> = {},
  others: readonly Snapshot["Policies"][number][] = [],
): TestPorts {
  const snapshot = accountOf(roles);
  snapshot.Policies.push(...others);
  const seen: Seen = { messages: [], called: [], started: [], cancelled: [] };
  let now = "2026-11-01T00:00:00.000Z";
  let next = 0;
  let status: GenerationStatus = { status: "IN_PROGRESS" };
  const clock = { now: () => now };
  const iam = snapshotRoles(snapshot);
  const restores = fakeRestores();
  return {
    seen,
    at: (instant) => {
      now = instant;
    },
    job: (given) => {
      status = given;
    },
    roles: iam,
    changes: snapshotChanges(snapshot, clock),
    restores,
    seals: ownSeals,
    rehearsals: fakeRehearsals(),
    restoring: async () => ({ rolesIn: () => iam, catalogue, restores }),
    generations: {
      async start({ clientToken }) {
        if (!seen.started.includes(clientToken)) seen.started.push(clientToken);
        return { jobId: `job-${clientToken}` };
      },
      check: async () => status,
      async cancel(jobId) {
        seen.cancelled.push(jobId);
      },
      startedSince: async () => seen.started.length,
    },
    lastAccess: noLastAccess,
    latestUse: noLatestUse,
    stacks: noStacks,
    codeHost: noCodeHost,
    codeWaits: { places: [], days: 30 },
    checks: noPolicyChecks,
    store: sqliteReviewStore(":memory:"),
    notifier: {
      async publish(message) {
        seen.messages.push(message);
      },
    },
    callbacks: {
      async succeed(token, output) {
        seen.called.push({ token, output });
      },
    },
    signer: processSigner(),
    votes: processSigner(),
    catalogue,
    clock,
    pauses: noPauses,
    ids: { next: () => `review-${++next}` },
    settings: {
      tagKey: "whittle:review",
      tagValue: "on",
      lookBackDays: 30,
      reviewCycleDays: 30,
      approvalDays: 14,
      escalationHours: 0,
      quietDays: 90,
      digestFrom: 5,
      watchHours: 72,
      restoreLinkDays: 35,
      graceDays: 14,
      generationsPerDay: 50,
      reviewsPerCycle: 200,
      region: "us-east-1",
      excludedRoles: [],
      untaggedToo: false,
      pageUrl: "https://page.example",
      approverSignIn: "link",
      ...settings,
    },
  };
}
