import * as v from "valibot";
import { ActionName } from "#core/aws/names.ts";
import { FaultyFile, RecordFault } from "#core/cloudtrail/log-fault.ts";
import { count, list, object } from "#core/schema.ts";
import { SummaryUnreadableError } from "./errors.ts";
import type { RoleSlices } from "./role-slices.ts";
import { mergeTallies, type TallySnapshot } from "./tally.ts";

/** What some log files hold, counted: enough to merge with what others hold, and to make a role's activity without reading them again. */
export interface LogSummary {
  readonly tally: TallySnapshot;
  /** Log files that it is made from, the unreadable ones too. */
  readonly files: number;
  readonly unreadable: readonly FaultyFile[];
}

/** Changes whenever a summary that is kept could not be read as it was meant. */
const VERSION = 6;

/** A map, kept as a list of its entries in their order. */
function mapOf<const S extends v.GenericSchema>(value: S) {
  return mapBy(v.string(), value);
}

function mapBy<const K extends v.GenericSchema<string>, const S extends v.GenericSchema>(key: K, value: S) {
  return v.pipe(
    v.array(v.tuple([key, value])),
    v.transform((entries) => new Map(entries)),
  );
}

const Counts = mapOf(count);
const Nested = mapOf(Counts);
const Times = mapOf(mapOf(v.string()));
const Calls = v.strictObject({
  count,
  failed: count,
  first: v.string(),
  last: v.string(),
  withoutResource: count,
  vague: count,
  resources: v.strictObject({ folds: count, counts: Counts }),
  regions: Counts,
  accounts: Counts,
  via: Counts,
  recorded: count,
  impliedBy: Counts,
});
const Actions = mapBy(ActionName, Calls);
const Origins = mapOf(
  v.strictObject({
    address: v.string(),
    agent: v.string(),
    calls: count,
    denied: count,
    first: v.string(),
    last: v.string(),
    fromInstance: count,
    ofService: count,
    used: Counts,
    refused: Counts,
  }),
);
const Slice = v.strictObject({
  records: count,
  deniedRecords: count,
  first: v.string(),
  last: v.string(),
  used: Actions,
  denied: Actions,
  passed: mapOf(Calls),
  holders: Nested,
  heldIn: Nested,
  handedOn: Nested,
  startedIn: Nested,
  askedById: Nested,
  made: mapOf(v.strictObject({ times: count, isNew: v.boolean() })),
  traced: Actions,
  touched: Nested,
  named: Nested,
  unresolved: Counts,
  origins: Origins,
  lookingAround: Nested,
});
const Slices = v.strictObject({
  grown: count,
  slices: v.pipe(
    v.array(v.tuple([v.number(), Slice])),
    v.transform((entries) => new Map(entries)),
  ),
});
const RoleLine = v.tuple([v.string(), Slices]);
const Head = object({
  version: v.literal(VERSION),
  files: count,
  unreadable: list(FaultyFile),
  tally: object({
    records: count,
    unreadable: mapBy(RecordFault, count),
    first: v.string(),
    last: v.string(),
    days: Counts,
    regions: Counts,
    attachments: Times,
    afterWindow: mapOf(mapBy(ActionName, v.string())),
  }),
});

/** A summary as text: a line for the log as a whole, then one for each role, so that one role is read without parsing the others. */
export function writeSummary({ tally: { roles, ...tally }, files, unreadable }: LogSummary): string {
  const head = { version: VERSION, files, unreadable, tally };
  const ofRoles = [...roles].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${[head, ...ofRoles].map((part) => JSON.stringify(part, mapsAsLists)).join("\n")}\n`;
}

function mapsAsLists(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}

/**
 * A summary out of its text, with these roles alone (role keys, or what they begin with) or with all. `name` is the text's, for the error.
 * Throws SummaryUnreadableError.
 */
export function readSummary(
  name: string,
  text: string,
  roleKeys: readonly string[] | { readonly beginningWith: readonly string[] } | "all" = "all",
): LogSummary {
  const [first = "", ...lines] = text.split("\n");
  const { files, unreadable, tally } = parsed(name, Head, first);
  const starts = startsOf(roleKeys);
  const wanted = lines.filter((line) => line !== "" && starts.some((start) => line.startsWith(start)));
  const roles: ReadonlyMap<string, RoleSlices> = new Map(wanted.map((line) => parsed(name, RoleLine, line)));
  return { tally: { ...tally, roles }, files, unreadable };
}

function startsOf(roleKeys: Parameters<typeof readSummary>[2]): readonly string[] {
  if (roleKeys === undefined || roleKeys === "all") return [""];
  if ("beginningWith" in roleKeys) return roleKeys.beginningWith.map((key) => `[${JSON.stringify(key).slice(0, -1)}`);
  return roleKeys.map((key) => `[${JSON.stringify(key)},`);
}

function parsed<S extends v.GenericSchema>(name: string, schema: S, text: string): v.InferOutput<S> {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new SummaryUnreadableError(name, `${v.getDotPath(issue) ?? "its text"}: ${issue.message}`);
}

/** One summary of all the files that these are made from. They are merged in their order. */
export function mergeSummaries(summaries: readonly LogSummary[]): LogSummary {
  return {
    tally: mergeTallies(summaries.map(({ tally }) => tally)),
    files: summaries.reduce((sum, { files }) => sum + files, 0),
    unreadable: summaries.flatMap(({ unreadable }) => unreadable).sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}
