import type { Question, Sign, Unanswerable } from "#core/evidence/question.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { someOf } from "#core/text.ts";

const REASONS: Readonly<Record<Unanswerable["id"], string>> = {
  "data-event": "CloudTrail logs these reads and writes of data only where the trail is set to (data events)",
  "not-logged": "CloudTrail doesn't log these calls",
  excludable: "a trail can exclude these events",
  refused: "IAM's last-accessed date also counts denied calls",
  "outside-the-log": "no record shows which action was used",
  "passes-a-role": "the evidence doesn't show passed roles",
  untracked: "IAM doesn't report which of these actions were used",
};

const MOST_ACTIONS = 4;
const SOME_ACTIONS = 2;
const MOST_RESOURCES = 1;

/** What a question is about, for people: `s3:GetObject and 3 more on arn:aws:s3:::a/*`. */
export function questionName(question: Pick<Question, "actions" | "resources">): string {
  const { actions, on } = questionParts(question);
  return `${actions} on ${on}`;
}

export interface QuestionParts {
  readonly actions: string;
  readonly on: string;
}

/** The actions of a question, and what they are about: two questions may differ in that alone. */
export function questionParts({ actions, resources }: Pick<Question, "actions" | "resources">): QuestionParts {
  return { actions: someActions(actions), on: resources.includes("*") ? "any resource" : someOf(resources, MOST_RESOURCES) };
}

/** `On any resource: s3:GetObject is removed.` */
function whatHappens(question: Question): string {
  const { actions, on } = questionParts(question);
  const { keeps } = question;
  if (keeps.length > 0 && keeps.length < question.actions.length) return `On ${on}: of ${actions}, only ${keeps.join(", ")} is kept.`;
  return `On ${on}: ${actions} ${question.actions.length === 1 ? "is" : "are"} ${outcomeOf(question)}.`;
}

/** All of a few, because a number beside names that stand elsewhere reads as another number of the same thing. */
function someActions(actions: Question["actions"]): string {
  return someOf(actions, actions.length <= MOST_ACTIONS ? MOST_ACTIONS : SOME_ACTIONS);
}

/** What is kept on some resources though this question removes it on others; empty where nothing does. */
export function keptAnyway({ actions, keeps }: Pick<Question, "actions" | "keeps">, { diff }: Pick<Proposal, "diff">): readonly string[] {
  if (keeps.length > 0) return [];
  const kept = new Set(diff.kept);
  return actions.filter((action) => kept.has(action));
}

/** The same as a sentence. */
export function keptAnywayText(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `${someOf(names, MOST_ACTIONS)} ${names.length === 1 ? "is" : "are"} kept on the resources that the new policy names.`;
}

/** A question and what happens without an answer, in a message: people know no ids. */
export function questionItem(question: Question, proposal: Pick<Proposal, "diff">): string {
  return [whatHappens(question), keptAnywayText(keptAnyway(question, proposal))].join(" ").trimEnd();
}

/** The same on a command line, with the options that answer it otherwise. */
export function questionItemById(question: Question, proposal: Pick<Proposal, "diff">): string {
  const anyway = keptAnywayText(keptAnyway(question, proposal));
  return [whatHappens(question), otherAnswers(question), anyway].join(" ").trimEnd();
}

/** `To keep it: --keep ID.` */
function otherAnswers({ id, actions, keeps }: Question): string {
  const all = keeps.length === 0 ? "it" : "all";
  const keep = keeps.length < actions.length ? [`To keep ${all}: --keep ${id}.`] : [];
  const remove = keeps.length > 0 ? [`To remove it: --remove ${id}.`] : [];
  return [...keep, ...remove].join(" ");
}

/** Does the name of a question leave out nothing? */
export function isAllNamed({ actions, resources }: Pick<Question, "actions" | "resources">): boolean {
  return actions.length <= MOST_ACTIONS && resources.length <= MOST_RESOURCES;
}

/** Why no log answers the question, and what suggests keeping: `CloudTrail doesn't log these calls. IAM reports use on 2026-10-30.` */
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
      return [`calls of ${someOf(sign.actions, 3)} show that it was used`];
    case "named-by":
      return [`calls of ${someOf(sign.actions, 3)} name it`];
    case "seen-beside":
      return [`the role called ${someOf(sign.actions, 3)}`];
    case "reached-by":
      return [`calls of ${someOf(sign.actions, 3)} may need it`];
    case "purpose":
      return [`roles for ${someOf(sign.services, 3)} often use it`];
  }
}

/** What happens unless somebody answers otherwise: `kept`, `removed`, or which actions of it are kept. */
export function outcomeOf({ actions, keeps }: Question): string {
  if (keeps.length === 0) return "removed";
  return keeps.length === actions.length ? "kept" : `only ${keeps.join(", ")} kept`;
}
