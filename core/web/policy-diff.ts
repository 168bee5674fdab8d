import { type ChangeObject, diffLines } from "diff";
import { html } from "hono/html";
import { type JsonPolicy, toJson } from "#core/policy/json.ts";
import type { ProposedPolicy } from "#core/review/model/proposal.ts";
import type { AttachedPolicy } from "#core/review/model/role-state.ts";
import { counted } from "#core/text.ts";
import type { Html } from "./layout.ts";

/** Unchanged lines that stand before and after a change, so that one sees where it is. */
const CONTEXT = 3;
/** Lines of one change that are worth reading on a page. */
const MOST_LINES = 240;
/** Two long documents that have little in common are not worth looking for what they have. */
const MOST_EDITS = 250;

/** The replaced policies against the refined ones, line by line as `diff` shows it. Removed and added lines are marked in words of HTML too. */
export function policyDiff(old: readonly AttachedPolicy[], fresh: readonly ProposedPolicy[]): Html {
  const before = old.map(({ document }) => toJson(document));
  const after = fresh.map(({ document }) => document);
  return html`<pre class="diff" tabindex="0">${changesBetween(textOf(before), textOf(after)).map(shown)}</pre>`;
}

function textOf(documents: readonly JsonPolicy[]): string {
  return documents.map((document) => `${JSON.stringify(document, undefined, 2)}\n`).join("");
}

type Change = Pick<ChangeObject<string>, "value" | "added" | "removed">;

function changesBetween(before: string, after: string): readonly Change[] {
  const all = [
    { value: before, added: false, removed: true },
    { value: after, added: true, removed: false },
  ];
  return diffLines(before, after, { maxEditLength: MOST_EDITS }) ?? all;
}

function shown({ value, added, removed }: Change, index: number, all: readonly Change[]): Html {
  const lines = value.split("\n").slice(0, -1);
  if (removed) return html`<del>${marked("- ", headOf(lines))}</del>`;
  if (added) return html`<ins>${marked("+ ", headOf(lines))}</ins>`;
  return html`${marked("  ", contextOf(lines, index === 0, index === all.length - 1))}`;
}

function headOf(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `… ${counted(lines.length - MOST_LINES, "more line")}`];
}

function contextOf(lines: readonly string[], isFirst: boolean, isLast: boolean): readonly string[] {
  const [above, below] = [isFirst ? 0 : CONTEXT, isLast ? 0 : CONTEXT];
  if (lines.length <= above + below + 1) return lines;
  return [...lines.slice(0, above), `… ${counted(lines.length - above - below, "line")} as before`, ...lines.slice(lines.length - below)];
}

function marked(mark: string, lines: readonly string[]): string {
  return lines.map((line) => `${mark}${line}\n`).join("");
}
