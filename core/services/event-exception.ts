/** An event whose name is not the name of its IAM action. */
export interface EventException {
  /** IAM actions that the call needs; empty where it needs none. */
  readonly actions: readonly string[];
  /** Why there are no actions: no permission is needed, or the action is not public. */
  readonly none?: "no-permission" | "no-public-action";
  /** The AWS page that says so. */
  readonly source: string;
}

/** `prefix:Event`, without a version suffix, and what it is an exception of. */
export type NamedException = readonly [string, EventException];

/** Events that need no permission at all, separated by spaces. */
export function none(prefix: string, events: string, source: string): NamedException[] {
  return events.split(" ").map((event) => [`${prefix}:${event}`, { actions: [], none: "no-permission", source }]);
}

/** Event names to action names; several are separated by spaces, and one of another service carries its prefix. */
export function rename(prefix: string, pairs: Readonly<Record<string, string>>, source: string): NamedException[] {
  return Object.entries(pairs).map(([event, actions]) => [
    `${prefix}:${event}`,
    { actions: actions.split(" ").map((name) => (name.includes(":") ? name : `${prefix}:${name}`)), source },
  ]);
}

/** What these need depends on their parameters alone; see extra-actions.ts. */
export function byParameters(prefix: string, events: string, source: string): NamedException[] {
  return events.split(" ").map((event) => [`${prefix}:${event}`, { actions: [], source }]);
}
