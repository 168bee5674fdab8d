import type { ActionName } from "#core/aws/names.ts";
import type { Call } from "#core/cloudtrail/call.ts";
import type { EventActions } from "./event-actions.ts";

/** By role key: the actions that a log shows after the end of its window, each with the time of its last call. Plain data. */
export type AfterWindow = Map<string, Map<ActionName, string>>;

/** More actions than one role ever uses. */
const MOST_ACTIONS = 5000;

/** A denied call is no use. */
export function noteAfterWindow(into: AfterWindow, roleKey: string, { outcome, time }: Call, found: EventActions): void {
  if (outcome === "denied" || found.kind !== "actions") return;
  for (const { action } of found.uses) note(into, roleKey, action, time);
}

export function mergeAfterWindow(into: AfterWindow, from: ReadonlyMap<string, ReadonlyMap<ActionName, string>>): void {
  for (const [roleKey, actions] of from) for (const [action, time] of actions) note(into, roleKey, action, time);
}

function note(into: AfterWindow, roleKey: string, action: ActionName, time: string): void {
  const role = into.get(roleKey) ?? new Map<ActionName, string>();
  into.set(roleKey, role);
  if (role.size >= MOST_ACTIONS && !role.has(action)) return;
  if (time > (role.get(action) ?? "")) role.set(action, time);
}
