import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import { callFacts } from "#core/services/index.ts";
import type { Activity } from "#core/usage/activity.ts";
import { templatesOf } from "#core/usage/arn-template.ts";
import { madeTypes } from "#core/usage/made-types.ts";
import { openTypes, type ScopeFacts } from "#core/usage/open-types.ts";
import { mayTag, taggingActionOf } from "#core/usage/tagging-on-creation.ts";
import type { ImpliedAction } from "./implied.ts";

/**
 * What IAM's report leaves out: whoever tags what they make needs the service's tagging action, though they never call it (IAM User Guide,
 * "Controlling access to AWS resources using tags"). An action that makes something implies it, on what it makes.
 */
export function impliedTagging(activity: Activity, facts: ScopeFacts, catalogue: ActionCatalogue): readonly ImpliedAction[] {
  if (activity.source !== "last-accessed") return [];
  const used = new Set<string>(activity.entries.map(({ action }) => action));
  const making = activity.entries.flatMap(({ action }) => {
    const info = catalogue.find(action);
    const tagging = info !== undefined && mayTag(info) ? taggingActionOf(info.action, catalogue) : undefined;
    return info === undefined || tagging === undefined || used.has(tagging.action) ? [] : [{ info, tagging }];
  });
  return [...Map.groupBy(making, ({ tagging }) => tagging)].map(([tagging, found]) => ({
    action: tagging.action,
    resources: onWhatIsMade(
      tagging,
      found.map(({ info }) => info),
      facts,
    ),
    because: { id: "may-tag", by: found.map(({ info }) => info.action) },
  }));
}

/** Everything where it cannot be told for one of the calls. */
function onWhatIsMade(tagging: ActionInfo, making: readonly ActionInfo[], facts: ScopeFacts): readonly string[] {
  const made = making.map((info) => [
    ...madeTypes(info, tagging).map(({ name }) => name),
    ...(callFacts(info.action).makesToo?.untold ?? []),
  ]);
  if (made.some((types) => types.length === 0)) return ["*"];
  const templates = templatesOf(tagging).filter(({ type }) => made.some((types) => types.includes(type)));
  // IAM's report names the last region alone.
  return openTypes(templates, { ...facts, regions: [] }, []);
}
