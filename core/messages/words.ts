import { english, type Words } from "./english/words.ts";
import { LANGUAGES, type Language } from "./language.ts";

/** What is said in a language; Japanese is loaded when it is asked for. */
export async function wordsOf(language: Language = "en"): Promise<Words> {
  return language === "en" ? english : (await import("./japanese/words.ts")).japanese;
}

/**
 * The language that a browser asks for first among those there are; English where it asks for none of them (RFC 9110, "Accept-Language":
 * a range without a weight has the weight 1, and weight 0 means not acceptable).
 */
export function languageOf(acceptLanguage: string | undefined): Language {
  const ranges = (acceptLanguage ?? "").split(",").map((range, at) => {
    const [name = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const weight = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1");
    return { language: LANGUAGES.find((each) => name === each || name.startsWith(`${each}-`)), weight, at };
  });
  const [first] = ranges
    .filter(({ language, weight }) => language !== undefined && weight > 0)
    .toSorted((a, b) => b.weight - a.weight || a.at - b.at);
  return first?.language ?? "en";
}
