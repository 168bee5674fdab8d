import type { RestoreLink } from "#core/review/approval/link/restore-link.ts";
import type { Way } from "./telling.ts";
import { instantText } from "./text.ts";

/** The restore link, with what it is for, until when, and that opening it is harmless. */
export function restoreWay(what: string, { link, expiresAt }: RestoreLink): Way {
  return { words: `${what}, until ${instantText(expiresAt)} (opening the page changes nothing):`, kind: "link", text: link };
}
