import { english, type NoticeWords } from "./english/notice-words.ts";
import type { Language } from "./language.ts";

/** What messages that report say in a language; Japanese is loaded when it is asked for. */
export async function noticeWordsOf(language: Language = "en"): Promise<NoticeWords> {
  return language === "en" ? english : (await import("./japanese/notice-words.ts")).japanese;
}
