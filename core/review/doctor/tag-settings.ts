import type { Settings } from "../settings.ts";
import type { Stack } from "./facts.ts";

/** What a stack's parameters say about which roles and permission sets are reviewed. */
export function tagSettings({ parameters }: Stack): Pick<Settings, "tagKey" | "tagValue" | "excludedRoles" | "untaggedToo"> {
  return {
    tagKey: parameters.TagKey ?? "whittle:review",
    tagValue: parameters.TagValue ?? "on",
    excludedRoles: (parameters.ExcludedRoles ?? "").split(",").flatMap((name) => name.trim() || []),
    untaggedToo: false,
  };
}
