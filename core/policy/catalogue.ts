import type { ActionName } from "#core/aws/names.ts";

/** AWS's own access levels (Service Authorization Reference). */
export type AccessLevel = "List" | "Read" | "Write" | "Tagging" | "Permissions management";

export interface ResourceType {
  readonly name: string;
  /** Must a statement name this type for the action to be allowed? */
  readonly required: boolean;
  /** ARN templates such as `arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}`. */
  readonly arns: readonly string[];
}

export interface ActionInfo {
  readonly action: ActionName;
  readonly level: AccessLevel;
  /** Empty where the action takes no resource: only `*` works then. */
  readonly resourceTypes: readonly ResourceType[];
  readonly conditionKeys: readonly string[];
}

/** An action of the level "Permissions management". */
export interface ManagingAction {
  /** Its place among the actions of its service. */
  readonly at: number;
  readonly action: ActionName;
}

/** Every IAM action of AWS, as known when this build was made. Pure look-ups; the data is loaded by an adapter. */
export interface ActionCatalogue {
  /** The version of the data, to be named wherever a result depends on it. */
  readonly version: string;
  /** How many actions there are in all. */
  readonly size: number;
  /** Service prefixes, sorted: `a4b`, `access-analyzer`, … */
  services(): readonly string[];
  /** AWS's name of a service, such as `Amazon CloudWatch Logs`; the prefix itself where it is unknown. */
  serviceName(prefix: string): string;
  /** All actions of a service prefix, sorted by name; empty where the prefix is unknown. */
  actionsOf(prefix: string): readonly ActionInfo[];
  /** How many actions a service has, which is told without reading them. */
  countOf(prefix: string): number;
  /** How many actions of each access level a service has, told without reading them. */
  levelsOf(prefix: string): Readonly<Record<AccessLevel, number>>;
  /** A service's actions that manage permissions, told without reading the others. */
  managing(prefix: string): readonly ManagingAction[];
  /** One action, whatever its letter case. */
  find(action: string): ActionInfo | undefined;
  /** Every known action that a pattern (`logs:*`, `*`, `s3:Get?bject`) matches, in AWS's spelling, sorted. */
  expand(pattern: string): readonly ActionName[];
}
