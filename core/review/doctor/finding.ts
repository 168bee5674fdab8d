import type { Ineligible } from "../model/outcome.ts";
import type { TopicFacts, Unanswered } from "./facts.ts";

/** What `whittle doctor` checks, in the order of its lines. */
export type CheckName =
  | "stack"
  | "trail"
  | "logging"
  | "regions"
  | "management events"
  | "data events"
  | "access role"
  | "bucket"
  | "key"
  | "quota"
  | "roles"
  | "subscriptions"
  | "schedule"
  | "last cycle";

/** What was found. Words for it are made in core/messages/doctor.ts. */
export type Detail =
  | { readonly id: "unchecked"; readonly because: Unanswered }
  | { readonly id: "stack-ready"; readonly status: string }
  | { readonly id: "stack-unready"; readonly status: string }
  | { readonly id: "no-trail-needed" }
  | { readonly id: "trail-found"; readonly arn: string }
  | { readonly id: "trail-missing"; readonly arn: string }
  | { readonly id: "logging" }
  | { readonly id: "not-logging"; readonly arn: string }
  | { readonly id: "not-delivering"; readonly error: string; readonly bucket: string }
  | { readonly id: "all-regions" }
  | { readonly id: "one-region"; readonly arn: string }
  | { readonly id: "no-global-events"; readonly arn: string }
  | { readonly id: "management-events" }
  | { readonly id: "management-events-partly"; readonly logged: "read" | "write" | "none"; readonly arn: string }
  | { readonly id: "data-events"; readonly isOn: boolean }
  | { readonly id: "access-role-ready"; readonly arn: string }
  | { readonly id: "access-role-missing"; readonly arn: string }
  | { readonly id: "access-role-untrusting"; readonly arn: string }
  | { readonly id: "access-role-lacks"; readonly arn: string; readonly actions: readonly string[] }
  | { readonly id: "bucket-ready"; readonly bucket: string }
  | { readonly id: "bucket-missing"; readonly bucket: string }
  | { readonly id: "bucket-denies"; readonly bucket: string; readonly role: string }
  | { readonly id: "key-ready"; readonly arn: string }
  | { readonly id: "key-missing"; readonly arn: string }
  | { readonly id: "key-denies"; readonly arn: string; readonly role: string }
  | { readonly id: "no-key" }
  | { readonly id: "quota-left"; readonly left: number; readonly perDay: number }
  | { readonly id: "quota-used-up"; readonly perDay: number }
  | { readonly id: "roles-ready"; readonly count: number }
  | { readonly id: "no-role-tagged"; readonly key: string; readonly value: string }
  | { readonly id: "role-tagged-otherwise"; readonly role: string; readonly key: string; readonly value: string; readonly has: string }
  | { readonly id: "role-ineligible"; readonly role: string; readonly because: Ineligible }
  | { readonly id: "subscribed"; readonly topic: TopicFacts["topic"]; readonly count: number }
  | { readonly id: "not-subscribed"; readonly topic: TopicFacts["topic"]; readonly arn: string }
  | { readonly id: "subscription-pending"; readonly topic: TopicFacts["topic"]; readonly endpoints: readonly string[] }
  | { readonly id: "schedule-on"; readonly expression: string }
  | { readonly id: "schedule-off" }
  | { readonly id: "no-cycle-yet" }
  | { readonly id: "cycle-ran"; readonly status: string; readonly startedAt: string }
  | { readonly id: "cycle-failed"; readonly status: string; readonly startedAt: string; readonly error?: string };

/** `unknown`: the check could not be made, which is neither good nor bad. */
export type FindingState = "ok" | "to-do" | "unknown";

export interface Finding {
  readonly check: CheckName;
  readonly state: FindingState;
  readonly detail: Detail;
}
