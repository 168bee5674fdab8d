import { systemClock } from "#adapters/machine.ts";
import { describeStack } from "#adapters/operator/stack.ts";
import { stackFacts } from "#adapters/operator/stack-facts.ts";
import { findingWords } from "#core/messages/doctor.ts";
import { examine } from "#core/review/doctor/examine.ts";
import type { Finding, FindingState } from "#core/review/doctor/finding.ts";
import { oneOf } from "../one-of.ts";
import { DEFAULT_STACK, FORMATS } from "../stack/options.ts";
import { folded, print, printJson, shellLines } from "../terminal/lines.ts";
import { type Tone, toned } from "../terminal/terminal.ts";
import { parseCommand } from "../usage-error.ts";
import { DEFAULT_MEMBER_ROLE, DOCTOR } from "./options.ts";

/** `whittle doctor`: gives the exit code. Throws typed errors for unusable arguments and where there is no such stack. */
export async function doctor(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(DOCTOR, args);
  if (parsed === "help") return 0;
  const { stack: name = DEFAULT_STACK, profile, region, format = "text", "member-role": memberRole = DEFAULT_MEMBER_ROLE } = parsed.values;
  const asJson = oneOf(DOCTOR.name, "--format", FORMATS, format) === "json";
  const access = { profile, region };
  const stack = await describeStack(name, access);
  const findings = examine(await stackFacts(stack, access, { now: systemClock.now(), memberRole }));
  if (asJson) printJson({ stack: name, region: stack.region, account: stack.account, checks: findings.map(findingJson) });
  else for (const finding of findings) tell(finding);
  return exitCodeOf(findings);
}

export type FindingJson = ReturnType<typeof findingJson>;

function findingJson({ check, state, detail }: Finding) {
  return { check, state, ...findingWords(detail), detail };
}

const MARKS: Readonly<Record<FindingState, { readonly mark: string; readonly tone: Tone }>> = {
  ok: { mark: "ok", tone: "good" },
  "to-do": { mark: "to do", tone: "bad" },
  unknown: { mark: "?", tone: "doubt" },
};
const MARK = 7;
const INDENT = 26;
/** Far left, so that what has to stay in one piece fits. */
const COMMAND = "    ";

function tell({ check, state, detail }: Finding): void {
  const { mark, tone } = MARKS[state];
  const { text, todo, command } = findingWords(detail);
  print(`${toned(tone, mark.padEnd(MARK))}${check.padEnd(INDENT - MARK)}${folded(text, INDENT).slice(INDENT)}`);
  if (todo !== undefined) print(folded(todo, INDENT));
  if (command !== undefined) print(shellLines(command, COMMAND));
}

function exitCodeOf(findings: readonly Finding[]): number {
  if (findings.some(({ state }) => state === "to-do")) return 1;
  return findings.some(({ state }) => state === "unknown") ? 3 : 0;
}
