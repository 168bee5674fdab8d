import { restore, restoreEndPages } from "./english/restore.ts";
import type { Words } from "./english/words.ts";
import { restoreEndPages as endPagesInJapanese, restore as inJapanese } from "./japanese/restore.ts";
import type { Language } from "./language.ts";

const english = { restore, restoreEndPages };
type Restoring = typeof english;

const ALL: Readonly<Record<Language, Restoring>> = {
  en: english,
  ja: { restore: inJapanese, restoreEndPages: endPagesInJapanese },
};

/** What the pages of restoring say besides; apart from the rest, since deciding needs none of it. */
export type RestoreWords = Words & Restoring;

/** The same language with what the pages of restoring say. */
export function restoreWords(words: Words): RestoreWords {
  return { ...words, ...ALL[words.language] };
}
