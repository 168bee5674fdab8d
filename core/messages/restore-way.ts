import type { RestoreLink } from "#core/review/approval/link/restore-link.ts";
import type { Way } from "./telling.ts";
import { instantText } from "./text.ts";

/** The restore link with its purpose and its expiry. */
export function restoreWay(what: string, { link, expiresAt }: RestoreLink): Way {
  return { words: `${what}. The link works until ${instantText(expiresAt)}; opening the page changes nothing:`, kind: "link", text: link };
}
