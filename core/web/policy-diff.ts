import { type ChangeObject, diffLines } from "diff";
import { html } from "hono/html";
import type { Words } from "#core/messages/english/words.ts";
import { type JsonPolicy, toJson } from "#core/policy/json.ts";
import type { ProposedPolicy } from "#core/review/model/proposal.ts";
import type { AttachedPolicy } from "#core/review/model/role-state.ts";
import type { Html } from "./layout.ts";

/** Unchanged lines that stand before and after a change, so that one sees where it is. */
const CONTEXT = 3;
/** Lines of one change that are worth reading on a page. */
const MOST_LINES = 240;
/** Two long documents that have little in common are not worth looking for what they have. */
const MOST_EDITS = 250;

/** The replaced policies against the refined ones, line by line as `diff` shows it. Removed and added lines are marked in words of HTML too. */
export function policyDiff(
  old: readonly Pick<AttachedPolicy, "document">[],
  fresh: readonly ProposedPolicy[],
  { page: { policies } }: Words,
): Html {
  const before = old.map(({ document }) => toJson(document));
  const after = fresh.map(({ document }) => document);
  return html`<pre class="diff" tabindex="0">${changesBetween(textOf(before), textOf(after)).map((change, index, all) => shown(change, { isFirst: index === 0, isLast: index === all.length - 1 }, policies))}</pre>`;
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

type Texts = Words["page"]["policies"];

interface Place {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function shown({ value, added, removed }: Change, place: Place, texts: Texts): Html {
  const lines = value.split("\n").slice(0, -1);
  if (removed) return html`<del>${marked("- ", headOf(lines, texts))}</del>`;
  if (added) return html`<ins>${marked("+ ", headOf(lines, texts))}</ins>`;
  return html`${marked("  ", contextOf(lines, place, texts))}`;
}

function headOf(lines: readonly string[], { moreLines }: Texts): readonly string[] {
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `… ${moreLines(lines.length - MOST_LINES)}`];
}

function contextOf(lines: readonly string[], { isFirst, isLast }: Place, { asBefore }: Texts): readonly string[] {
  const [above, below] = [isFirst ? 0 : CONTEXT, isLast ? 0 : CONTEXT];
  if (lines.length <= above + below + 1) return lines;
  return [...lines.slice(0, above), `… ${asBefore(lines.length - above - below)}`, ...lines.slice(lines.length - below)];
}

function marked(mark: string, lines: readonly string[]): string {
  return lines.map((line) => `${mark}${line}\n`).join("");
}
