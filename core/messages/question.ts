import type { Question, Sign, Unanswerable } from "#core/evidence/question.ts";
import { someOf } from "#core/text.ts";

const REASONS: Readonly<Record<Unanswerable["id"], string>> = {
  "data-event": "CloudTrail logs these calls only where data events are on",
  "not-logged": "CloudTrail doesn't log these calls",
  excludable: "a trail may leave these events out",
  refused: "IAM counts refused calls too",
  "outside-the-log": "no record shows by which action",
  "passes-a-role": "a generated policy doesn't show passed roles",
};

/** Why no log answers the question, and what speaks for keeping: `CloudTrail doesn't log these calls. IAM reports use on 2026-10-30.` */
export function whyAsked({ because, speaksFor }: Question): string {
  const reasons = [...new Set(because.map(({ id }) => REASONS[id]))].join("; ");
  const sentences = [reasons, signs(speaksFor).join("; ")].filter((text) => text !== "");
  return sentences.map((text) => `${text[0]?.toUpperCase()}${text.slice(1)}.`).join(" ");
}

/** One text for each kind of sign. */
function signs(speaksFor: readonly Sign[]): readonly string[] {
  const dates = speaksFor.flatMap((sign) => (sign.id === "last-accessed" ? [sign.at.slice(0, 10)] : [])).sort();
  const last = dates.at(-1);
  return [...(last === undefined ? [] : [`IAM reports use on ${last}`]), ...speaksFor.flatMap(signText)].slice(0, 4);
}

function signText(sign: Sign): readonly string[] {
  switch (sign.id) {
    case "last-accessed":
      return [];
    case "used-by":
      return [`${someOf(sign.actions, 3)} shows that it was used`];
    case "named-by":
      return [`${someOf(sign.actions, 3)} names it`];
    case "seen-beside":
      return [`${someOf(sign.actions, 3)} was seen`];
    case "reached-by":
      return [`${someOf(sign.actions, 3)} may need it`];
    case "purpose":
      return [`roles of ${someOf(sign.services, 3)} often use it`];
  }
}

/** What happens unless somebody answers otherwise: `kept`, `removed`, or which actions of it are kept. */
export function outcomeOf({ actions, keeps }: Question): string {
  if (keeps.length === 0) return "removed";
  return keeps.length === actions.length ? "kept" : `only ${keeps.join(", ")} kept`;
}
