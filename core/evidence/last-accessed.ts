import type { ActionName } from "#core/aws/names.ts";
/** When a role last used an action, or tried to (IAM API Reference, TrackedActionLastAccessed). */
export interface ActionLastAccessed {
  readonly action: ActionName;
  /** ISO 8601 (`LastAccessedTime`). */
  readonly at: string;
  /** Where, where IAM tells (`LastAccessedRegion`). */
  readonly region?: string;
}

/** When a role last used a service, or tried to, as IAM reports it (IAM API Reference, GetServiceLastAccessedDetails). */
export interface LastAccessed {
  /** Service prefix (`ServiceNamespace`). */
  readonly service: string;
  /** ISO 8601 (`LastAuthenticated`). */
  readonly at: string;
  /** The management actions that IAM tracks and that were used; absent in a report of SERVICE_LEVEL granularity. */
  readonly actions?: readonly ActionLastAccessed[];
  /** All that IAM tracks of the service, used or not; absent where the report names used actions alone. */
  readonly tracked?: readonly string[];
}
