import type { Words } from "#core/messages/english/words.ts";
import type { SignedIn } from "#core/review/model/review.ts";
import type { Settings } from "#core/review/settings.ts";

/** Who it was, by name; somebody without one is told in the reader's language. */
export function personIn({ by, identity }: { readonly by: string; readonly identity?: SignedIn }, { page }: Words): string {
  return identity === undefined ? page.unnamed(by) : by;
}

/** How the record names somebody who did not have to sign in. */
export function unnamed({ approverSignIn }: Pick<Settings, "approverSignIn">): string {
  return approverSignIn === "local" ? "the person at this machine" : "the holder of the link";
}
