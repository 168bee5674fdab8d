import type { Told } from "./facts.ts";
import type { CheckName, Detail, Finding } from "./finding.ts";

export function ok(check: CheckName, detail: Detail): Finding {
  return { check, state: "ok", detail };
}

export function toDo(check: CheckName, detail: Detail): Finding {
  return { check, state: "to-do", detail };
}

/** What follows from an answer; where there is none, that is the finding. Nothing where it was not asked. */
export function known<T>(check: CheckName, told: Told<T> | undefined, judge: (answer: T) => readonly Finding[]): readonly Finding[] {
  if (told === undefined) return [];
  if ("known" in told) return judge(told.known);
  return [{ check, state: "unknown", detail: { id: "unchecked", because: told.unanswered } }];
}
