import type { Conditions } from "#core/policy/document.ts";
import { callFacts } from "#core/services/index.ts";
import type { ActivityEntry } from "./activity.ts";

const PASSED_TO = "iam:PassedToService";

/** Roles that were handed to some services need not be handed to any other (IAM User Guide, "Available keys for IAM": `iam:PassedToService`). */
export function conditionsOf({ receivers }: Pick<ActivityEntry, "receivers">): { readonly conditions?: Conditions } {
  return receivers === undefined ? {} : { conditions: { StringEquals: { [PASSED_TO]: receivers } } };
}

/** What is known of the requests behind an entry: one context for each service that got a role and each policy that was attached, and an empty one for all other actions. */
export function contextsOf({
  action,
  receivers,
  handedOn = [],
}: Pick<ActivityEntry, "action" | "receivers" | "handedOn">): readonly Readonly<Record<string, readonly string[]>>[] {
  const key = callFacts(action).handsOn?.key;
  if (key !== undefined && handedOn.length > 0) return handedOn.map(({ arn }) => ({ [key]: [arn] }));
  return receivers?.map((receiver) => ({ [PASSED_TO]: [receiver] })) ?? [{}];
}
