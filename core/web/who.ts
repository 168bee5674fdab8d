import type { Settings } from "#core/review/settings.ts";

/** How the record names somebody who did not have to sign in. */
export function unnamed({ approverSignIn }: Pick<Settings, "approverSignIn">): string {
  return approverSignIn === "local" ? "the person at this machine" : "the holder of the link";
}
