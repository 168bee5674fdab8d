import * as v from "valibot";
import { FileFault } from "#core/cloudtrail/log-fault.ts";
import { Check } from "#core/review/model/check.ts";
import { JournalEntry } from "#core/review/model/journal.ts";
import { OutcomeReason } from "#core/review/model/outcome.ts";
import { ReviewStatus } from "#core/review/model/status.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { EvidenceGap } from "#core/usage/evidence-gap.ts";
import { SuspiciousUse } from "#core/usage/suspicious-use.ts";
import { code, table } from "./markdown.ts";

const KINDS: Readonly<Record<Message["kind"], string>> = {
  "approval-request": "asks the approvers to decide about one role",
  digest: "asks about many roles of one cycle",
  reminder: "asks again when half of the time is over",
  escalation: "asks the escalation contacts",
  closing: "says how a review or a restore ended, or that a rehearsal began",
  denied: "reports calls that are denied because of a change, or would be",
  alarm: "reports a failure to the operators",
};

const ENTRIES: Readonly<Record<JournalEntry["kind"], string>> = {
  step: "a step of a change, before and after it",
  "break-glass": "the AWS CLI commands that undo the change, before its first step",
  "approval-set-aside": "an approval that no longer counts",
  "rehearsal-began": "a rehearsal begins",
  "would-deny": "a live call during a rehearsal that the new policies would deny",
  "change-postponed": "the change waits for its change window, or for a day with fewer changes",
  "canaries-awaited": "the change waits for the reviews of canary roles",
  "use-unchecked": "the role's use since the proposal could not be looked up",
  "code-requested": "a pull request or an issue asks for the change in the code that owns the role",
  "code-merged": "it was merged, or the issue was completed",
  sent: "a message was sent",
  denied: "a call that the role could make before its change was denied",
  "denied-told": "a message about denied calls was sent",
  "restore-asked": "somebody requested a restore",
  "restore-refused": "a requested restore was refused",
  "restore-failed": "a restore stopped before it was complete",
};

/** What happens in a review, as data: states, messages and the entries of its journal. */
export function eventsText(): string {
  return [
    `States of a review: ${ReviewStatus.options.map(code).join(", ")}.`,
    table(
      ["message (`eventType` in chat)", "when"],
      Object.entries(KINDS).map(([kind, about]) => [code(kind), about]),
    ),
    table(
      ["journal entry", "when", "fields"],
      variants(JournalEntry, "kind").map(({ name, fields }) => [code(name), aboutEntry(name), fields.map(code).join(", ")]),
    ),
  ].join("\n\n");
}

function aboutEntry(name: string): string {
  return Object.entries(ENTRIES).find(([kind]) => kind === name)?.[1] ?? "";
}

/** The kinds of finding, each with its fields: what `checks`, `gaps`, the files of an `unreadable-files` gap, `suspicious` and `because` hold in JSON. */
export function findingsText(): string {
  const kinds = [
    ["checks", Check, "name"],
    ["gaps", EvidenceGap, "kind"],
    ["firstFiles.because", FileFault, "id"],
    ["suspicious", SuspiciousUse, "kind"],
    ["because", OutcomeReason, "id"],
  ] as const;
  return kinds
    .map(([field, schema, key]) =>
      table(
        [`${code(field)}: ${code(key)}`, "further fields"],
        variants(schema, key).map(({ name, fields }) => [code(name), fields.map(code).join(", ")]),
      ),
    )
    .join("\n\n");
}

interface Variant {
  readonly name: string;
  /** With a question mark where it may be absent. */
  readonly fields: readonly string[];
}

/** Every object of a variant schema by its key; those of one name are told together. */
function variants(schema: unknown, key: string): readonly Variant[] {
  const found = Map.groupBy(objectsOf(schema), (entries) => literalOf(entries[key]));
  return [...found].map(([name, all]) => ({
    name,
    fields: [
      ...new Set(
        all.flatMap((entries) => Object.entries(entries).flatMap(([field, of]) => (field === key ? [] : [fieldName(field, of, all)]))),
      ),
    ],
  }));
}

function fieldName(field: string, schema: unknown, all: readonly Readonly<Record<string, unknown>>[]): string {
  const isOptional = v.is(Typed, schema) && schema.type === "exact_optional";
  return isOptional || !all.every((entries) => field in entries) ? `${field}?` : field;
}

const Typed = v.looseObject({ type: v.string() });
const Piped = v.looseObject({ pipe: v.array(v.unknown()) });
const Choice = v.looseObject({ options: v.array(v.unknown()) });
const Entries = v.looseObject({ entries: v.record(v.string(), v.unknown()) });
const Literal = v.looseObject({ literal: v.string() });

/** The objects that a schema lets choose from, in their order. */
function objectsOf(schema: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (v.is(Entries, schema)) return [schema.entries];
  if (v.is(Choice, schema)) return schema.options.flatMap(objectsOf);
  return v.is(Piped, schema) ? objectsOf(schema.pipe[0]) : [];
}

function literalOf(schema: unknown): string {
  return v.parse(Literal, schema).literal;
}
