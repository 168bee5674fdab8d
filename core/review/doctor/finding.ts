import type { Ineligible } from "../model/outcome.ts";
import type { LastCycle, TopicFacts, Unanswered } from "./facts.ts";

/** What `whittle doctor` checks, in the order of its lines. */
export type CheckName =
  | "stack"
  | "trail"
  | "log files"
  | "logging"
  | "regions"
  | "management events"
  | "data events"
  | "access role"
  | "bucket"
  | "key"
  | "quota"
  | "roles"
  | "other stacks"
  | "subscriptions"
  | "schedule"
  | "page"
  | "watch"
  | "state machines"
  | "record"
  | "last cycle"
  | "members"
  | "identity center"
  | "permission sets";

/** What each kind of finding holds, by its id. */
interface Details {
  readonly unchecked: { readonly because: Unanswered };
  readonly "stack-ready": { readonly status: string };
  readonly "stack-unready": { readonly status: string };
  readonly "no-trail-needed": object;
  readonly "log-files-found": { readonly bucket: string; readonly regions: readonly string[] };
  readonly "no-log-files": { readonly bucket: string; readonly folder: string; readonly account: string };
  readonly "trail-found": { readonly arn: string };
  readonly "trail-missing": { readonly arn: string };
  readonly logging: object;
  readonly "not-logging": { readonly arn: string };
  readonly "not-delivering": { readonly error: string; readonly bucket: string };
  readonly "all-regions": object;
  readonly "one-region": { readonly arn: string };
  readonly "no-global-events": { readonly arn: string };
  readonly "management-events": object;
  readonly "management-events-partly": { readonly logged: "read" | "write" | "none"; readonly arn: string };
  readonly "data-events": { readonly isOn: boolean };
  readonly "access-role-ready": { readonly arn: string };
  readonly "access-role-missing": { readonly arn: string };
  readonly "access-role-untrusting": { readonly arn: string };
  readonly "access-role-lacks": { readonly arn: string; readonly actions: readonly string[] };
  readonly "bucket-ready": { readonly bucket: string };
  readonly "bucket-missing": { readonly bucket: string };
  readonly "bucket-denies": { readonly bucket: string; readonly role: string };
  readonly "key-unusable": { readonly arn: string; readonly keyState: string };
  readonly "key-ready": { readonly arn: string };
  readonly "key-missing": { readonly arn: string };
  readonly "key-denies": { readonly arn: string; readonly role: string };
  readonly "no-key": object;
  readonly "quota-left": { readonly left: number; readonly perDay: number };
  readonly "quota-used-up": { readonly perDay: number };
  readonly "roles-ready": { readonly count: number };
  readonly "no-role-tagged": { readonly key: string; readonly value: string };
  readonly "role-tagged-otherwise": { readonly role: string; readonly key: string; readonly value: string; readonly has: string };
  readonly "role-ineligible": { readonly role: string; readonly because: Ineligible };
  readonly "identity-center-found": { readonly arn: string };
  readonly "identity-center-missing": { readonly arn: string; readonly region: string };
  readonly "delegated-administrator": { readonly account: string; readonly management: string };
  readonly "identity-store-empty": { readonly store: string };
  readonly "approvers-known": object;
  readonly "approvers-unknown": { readonly emails: readonly string[] };
  readonly "sets-ready": { readonly count: number };
  readonly "no-set-tagged": { readonly key: string; readonly value: string; readonly instance: string };
  readonly "set-tagged-otherwise": {
    readonly set: string;
    readonly key: string;
    readonly value: string;
    readonly has: string;
    readonly arn: string;
    readonly instance: string;
  };
  readonly "set-ineligible": { readonly set: string; readonly because: Ineligible };
  readonly "set-in-management-account": { readonly set: string; readonly management: string };
  readonly "no-other-stack": object;
  readonly "other-stack": { readonly stack: string; readonly key: string; readonly value: string };
  readonly subscribed: { readonly topic: TopicFacts["topic"]; readonly count: number };
  readonly "not-subscribed": { readonly topic: TopicFacts["topic"]; readonly arn: string };
  readonly "subscription-pending": { readonly topic: TopicFacts["topic"]; readonly endpoints: readonly string[] };
  readonly "schedule-on": { readonly expression: string };
  readonly "schedule-off": object;
  readonly "schedule-turned-off": { readonly name: string };
  readonly "schedule-lost": { readonly name: string };
  readonly "page-answers": object;
  readonly "page-fails": { readonly status: number };
  readonly "watch-on": object;
  readonly "watch-off": { readonly rule: string; readonly ruleState: string };
  readonly "watch-lost": { readonly rule: string };
  readonly "machines-there": object;
  readonly "machine-lost": { readonly arn: string };
  readonly "record-backed-up": { readonly table: string };
  readonly "record-not-backed-up": { readonly table: string };
  readonly "record-lost": { readonly table: string };
  readonly "topic-lost": { readonly topic: TopicFacts["topic"]; readonly arn: string };
  readonly "no-cycle-yet": object;
  readonly "cycle-ran": { readonly status: string; readonly startedAt: string };
  readonly "units-listed": { readonly units: number; readonly accounts: number };
  readonly "unit-unlisted": { readonly unit: string; readonly error: string };
  readonly "organization-differs": { readonly given: string; readonly found: string };
  readonly "account-left-out": { readonly account: string; readonly state: string };
  readonly "member-ready": { readonly account: string };
  readonly "member-lacks": { readonly account: string; readonly roles: readonly string[] };
  readonly "member-trusts-another": { readonly account: string; readonly roles: readonly string[] };
  readonly "member-outdated": { readonly account: string };
  readonly "member-silent": { readonly account: string; readonly region: string };
  readonly "cycle-failed": LastCycle;
}

/** What was found. Words for it are made in core/messages/doctor.ts. */
export type Detail<K extends keyof Details = keyof Details> = { [Id in K]: { readonly id: Id } & Details[Id] }[K];

/** `unknown`: the check could not be made, which is neither good nor bad. */
export type FindingState = "ok" | "to-do" | "unknown";

export interface Finding {
  readonly check: CheckName;
  readonly state: FindingState;
  readonly detail: Detail;
}
