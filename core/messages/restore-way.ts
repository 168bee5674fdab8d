import type { RestoreLink } from "#core/review/approval/links.ts";
import type { NoticeWords } from "./english/notice-words.ts";
import type { Way } from "./telling.ts";

/** The restore link with its purpose and its expiry. */
export function restoreWay(
  purpose: string,
  { link, expiresAt }: RestoreLink,
  { notices, instantText }: Pick<NoticeWords, "notices" | "instantText">,
): Way {
  return { words: notices.restoreLink(purpose, instantText(expiresAt)), kind: "link", text: link };
}
