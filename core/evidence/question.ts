import type { AccessLevel } from "#core/policy/catalogue.ts";
import type { Grant } from "#core/policy/document.ts";

/** Why no log could answer a question. `source` is the AWS document that says so. */
export interface Unanswerable {
  readonly id: "data-event" | "not-logged" | "excludable" | "refused" | "outside-the-log" | "passes-a-role" | "untracked";
  readonly source: string;
}

/** Something that speaks for keeping. */
export type Sign =
  /** IAM reports that the service was used. */
  | { readonly id: "last-accessed"; readonly at: string }
  /** These calls show that the resource was used, though not by which action. */
  | { readonly id: "used-by"; readonly actions: readonly string[] }
  /** These calls named the resource. */
  | { readonly id: "named-by"; readonly actions: readonly string[] }
  /** These calls of the same service were seen. */
  | { readonly id: "seen-beside"; readonly actions: readonly string[] }
  /** These calls work on the service with the role's own rights. */
  | { readonly id: "reached-by"; readonly actions: readonly string[] }
  /** Roles that these services assume usually use the service. */
  | { readonly id: "purpose"; readonly services: readonly string[] };

/** What a log cannot tell, before it is known what of it the role has. */
export interface Candidate {
  readonly service: string;
  /** What is told about: holders such as buckets; `*` where nothing narrows it. */
  readonly resources: readonly string[];
  /** What keeping adds. */
  readonly grants: readonly Grant[];
  readonly because: Unanswerable;
  readonly speaksFor: readonly Sign[];
  /** What is done unless the approver says otherwise. */
  readonly default: "keep" | "remove";
  /** The likelier, the higher: what is unlikely is asked together. */
  readonly weight: number;
  /** Few roles use what this is about. */
  readonly isSeldom?: true;
}

/** How many actions of one access level keeping would add. */
export interface Added {
  readonly level: AccessLevel;
  readonly count: number;
}

/** Something that no log can answer, for the approver to decide: do these actions stay on these resources, or go? */
export interface Question {
  /** Stable from one proposal to the next: the service, and the resource's name where it has one. */
  readonly id: string;
  /** A service prefix; `other` where it is about several. */
  readonly service: string;
  readonly resources: readonly string[];
  /** Sorted. */
  readonly actions: readonly string[];
  readonly because: readonly Unanswerable[];
  readonly speaksFor: readonly Sign[];
  readonly adds: readonly Added[];
  readonly default: "keep" | "remove";
  /** The actions that stay: all or none by default, and what the answers say where there are any. */
  readonly keeps: readonly string[];
}
