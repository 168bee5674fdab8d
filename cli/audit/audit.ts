import { systemClock } from "#adapters/machine.ts";
import { type AuditRecord, fileVerifier, folderTrail, stackVerifier, tableTrail } from "#adapters/operator/audit-entries.ts";
import { standingRecord } from "#adapters/operator/standing-record.ts";
import { nameInArn } from "#core/aws/arn.ts";
import { auditLine, misfitText, recordMisfitText } from "#core/messages/audit.ts";
import { instantText } from "#core/messages/text.ts";
import { checkRecord, type RecordCheck } from "#core/review/audit/against-record.ts";
import { type AuditEntry, type ChainCheck, checkChain } from "#core/review/audit/chain.ts";
import { counted, thousands } from "#core/text.ts";
import { didYouMean } from "../nearest.ts";
import { oneOf } from "../one-of.ts";
import { openRecord } from "../reviews/open-record.ts";
import { DEFAULT_STACK, FORMATS } from "../stack/options.ts";
import { paragraph, print, printJson, visible } from "../terminal/lines.ts";
import { toned } from "../terminal/terminal.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { type FolderEvent, folderEvents } from "./folder.ts";
import { AUDIT } from "./options.ts";

type Given = Exclude<ReturnType<typeof parse>, "help">["values"];

/** `whittle audit` and `whittle audit verify`: give the exit code. Throws typed errors. */
export async function audit(args: readonly string[]): Promise<number> {
  const parsed = parse(args);
  if (parsed === "help") return 0;
  const [action, ...more] = parsed.positionals;
  if (more.length > 0 || (action !== undefined && action !== "verify"))
    throw new UsageError(AUDIT.name, `Unexpected argument: ${more[0] ?? action}.${didYouMean(more[0] ?? action ?? "", ["verify"])}`);
  const asJson = oneOf(AUDIT.name, "--format", FORMATS, parsed.values.format ?? "text") === "json";
  return action === "verify" ? verify(parsed.values, asJson) : list(parsed.values, asJson);
}

function parse(args: readonly string[]) {
  return parseCommand(AUDIT, args);
}

async function list(given: Given, asJson: boolean): Promise<number> {
  if ((given.first ?? given.key) !== undefined) throw new UsageError(AUDIT.name, "--first and --key are for: whittle audit verify.");
  const [from, to] = [instantOf("--from", given.from), instantOf("--to", given.to)];
  const isMeant = ({ at, role = "" }: Pick<AuditEntry, "at" | "role">) =>
    (from === undefined || Date.parse(at) >= from) &&
    (to === undefined || Date.parse(at) < to) &&
    (given.role === undefined || nameInArn(role) === given.role);
  if (given.out !== undefined) return await listFolder(given, isMeant, asJson);
  const entries = (await trailOf(given)).entries.filter(isMeant);
  if (entries.length === 0 && !asJson) print("No entries.");
  for (const entry of entries) {
    if (asJson) printJson(entry);
    else tell(entry);
  }
  return 0;
}

/** The same of an output folder, which keeps no signed trail. */
async function listFolder(given: Given, isMeant: (event: FolderEvent) => boolean, asJson: boolean): Promise<number> {
  if (given.folder !== undefined) throw new UsageError(AUDIT.name, "Give --out DIR alone, or --folder DIR.");
  const record = await openRecord(AUDIT.name, given);
  try {
    const events = (await folderEvents(record)).filter(isMeant);
    if (events.length === 0 && !asJson) print("No entries.");
    for (const event of events) {
      if (asJson) printJson(event);
      else tellEvent(event, event.reviewId, event.text);
    }
  } finally {
    record.close();
  }
  return 0;
}

function tell(entry: AuditEntry): void {
  tellEvent(entry, `${entry.sequence}  ${entry.reviewId}`, auditLine(entry));
}

function tellEvent({ at, role = "" }: Pick<AuditEntry, "at" | "role">, place: string, text: string): void {
  print(`${instantText(at)}  ${toned("title", visible(nameInArn(role)))}  ${toned("aside", place)}`);
  paragraph(visible(text), 2);
}

async function verify(given: Given, asJson: boolean): Promise<number> {
  if (given.out !== undefined)
    throw new UsageError(
      AUDIT.name,
      "The record of an output folder is not signed, so there is nothing to verify. List it with: whittle audit --out DIR.",
    );
  const first = firstOf(given);
  const { entries, end } = await trailOf(given);
  const check = checkChain(await verifierOf(given), entries, first);
  const cut = check.ok && end !== undefined && end.hash !== check.end.hash ? end : undefined;
  if (!check.ok || cut) {
    if (asJson) printJson(cut ? { ok: false, because: "cut", end: cut } : check);
    else report(check, cut?.sequence);
    return 1;
  }
  const record = given.folder === undefined ? await compare(given, entries) : undefined;
  const tampering = entries.filter(({ event }) => event.kind === "tampering").length;
  if (asJson) printJson({ ...check, tampering, ...record });
  else reportWhole(check, tampering, record);
  return record?.ok === false ? 1 : 0;
}

function firstOf(given: Given): number {
  if ((given.role ?? given.from ?? given.to) !== undefined)
    throw new UsageError(AUDIT.name, "verify checks the whole trail: leave out --role, --from and --to.");
  const first = Number(given.first ?? 1);
  if (Number.isSafeInteger(first) && first >= 1) return first;
  throw new UsageError(AUDIT.name, "--first must be a whole number from 1.");
}

/** Holds the record of the stack to its trail, which was checked before. */
async function compare(given: Given, entries: readonly AuditEntry[]): Promise<RecordCheck> {
  const { region, output } = await outputOfStack(given, "ReviewTableName");
  const record = await standingRecord(output, { profile: given.profile, region });
  try {
    return await checkRecord(record, entries, systemClock.now());
  } finally {
    record.close();
  }
}

function report(check: ChainCheck, cutAt: number | undefined): void {
  if (!check.ok) {
    print(`Entry ${check.entry.sequence} does not fit: ${misfitText(check.because)}.`);
    tell(check.entry);
  } else if (cutAt !== undefined) {
    print(`The trail ends at entry ${check.end.sequence}, and its table says ${cutAt}: entries at its end are missing or were added.`);
  } else {
    print(`${counted(check.entries, "entry", "entries")}, none changed, removed or reordered.`);
    print(`Last: ${check.end.sequence}, hash ${check.end.hash}`);
  }
}

function reportWhole(check: ChainCheck, tampering: number, record: RecordCheck | undefined): void {
  report(check, undefined);
  if (tampering > 0) print(`Reports of tampering with the record: ${tampering}. See: whittle audit`);
  if (record?.ok) print(`The record of ${counted(record.reviews, "review")} matches the trail.`);
  if (record?.ok !== false) return;
  if (record.because === "untold") {
    const { untold, others } = record;
    const more = others === 0 ? "" : `, and ${thousands(others)} more`;
    print(
      `The trail tells nothing of what the record holds at ${untold.place} of review ${visible(untold.reviewId)}, written ${instantText(untold.at)}${more}.`,
    );
    paragraph("Entries were removed, or the trail was off then: compare with the copies in AuditBucket.");
    return;
  }
  print(`The record does not match entry ${record.entry.sequence}: ${recordMisfitText(record.because)}.`);
  tell(record.entry);
  paragraph("A write of the last minutes may not have reached the trail yet: while reviews run, check again later.");
}

function instantOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const instant = Date.parse(text);
  if (Number.isNaN(instant))
    throw new UsageError(AUDIT.name, `${option} is no date: ${text}. Write it as 2026-11-28 or 2026-11-28T10:00:00Z.`);
  return instant;
}

async function trailOf(given: Given): Promise<AuditRecord> {
  if (given.folder !== undefined) return folderTrail(given.folder);
  const { region, output } = await outputOfStack(given, "AuditTableName");
  return await tableTrail(output, { profile: given.profile, region });
}

async function verifierOf(given: Given) {
  if (given.key !== undefined) return fileVerifier(given.key);
  const { region, output } = await outputOfStack(given, "AuditKeyArn");
  return await stackVerifier(output, { profile: given.profile, region });
}

async function outputOfStack({ stack = DEFAULT_STACK, profile, region }: Given, key: string): Promise<{ region: string; output: string }> {
  const { describeStack, outputOf } = await import("#adapters/operator/stack.ts");
  const found = await describeStack(stack, { profile, region });
  return { region: found.region, output: outputOf(found, key) };
}
