import { english, type NoticeWords } from "./english/notice-words.ts";
import type { Language } from "./language.ts";

/** What messages that report say in the stack's language; Japanese is loaded when it is asked for. */
export async function noticeWordsOf({ messageLanguage = "en" }: { readonly messageLanguage?: Language }): Promise<NoticeWords> {
  return messageLanguage === "en" ? english : (await import("./japanese/notice-words.ts")).japanese;
}
