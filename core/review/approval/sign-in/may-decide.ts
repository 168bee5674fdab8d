import type { Identity } from "./identity.ts";
import type { SignInSettings } from "./settings.ts";

/** May this person decide? In one of the groups, or owner of one of the addresses. Nobody may where neither is set. */
export function mayDecide({ groups, email }: Identity, settings: Pick<SignInSettings, "groups" | "emails">): boolean {
  return groups.some((group) => settings.groups.includes(group)) || (email !== undefined && settings.emails.includes(email));
}
