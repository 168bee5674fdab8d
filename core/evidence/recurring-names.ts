/**
 * How a name varies from one run to the next: by the day, by a revision behind a colon, by the number of a build or pull request, by a
 * version, a plain number, an id that a computer made up, or a random word.
 */
export type NameForm = "date" | "revision" | "run" | "id" | "version" | "number" | "random";

/** Where a name begins to vary, counted from its start, and where what was recognised ends. */
export interface VaryingPart {
  readonly at: number;
  readonly end: number;
  readonly form: NameForm;
}

const months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const runs = "pr|mr|pull|build|run|rc|rev|revision|execution|deployment|issue|ticket|attempt|commit";

/** A ULID, a KSUID, 16 letters or more with numbers among them: no word is so. Ends of resource names that AWS makes up are shorter. */
export const OPAQUE = /(?<![0-9a-z])(?=[a-z]*\d+[a-z]+\d+[a-z])[0-9a-z]{16,64}(?![0-9a-z])/i;

/** A Nano ID: 21 letters of both cases, figures and signs. */
const NANO_ID = /(?<![\w-])(?=[\w-]*[A-Za-z]\d[A-Za-z])(?=[\w-]*[a-z][A-Z])[\w-]{21}(?![\w-])/;

/** A form's patterns; each match begins where the name begins to vary. Of two that begin alike, the first one counts. */
const forms: readonly (readonly [NameForm, RegExp])[] = [
  ["id", /^[a-z]{1,12}-[0-9a-f]{17}$/],
  ["id", /(?<![0-9a-z])[0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}(?![0-9a-z])/i],
  ["date", /(?<!\d)(?:19|20)\d{2}([-_./]?)(?:0[1-9]|1[0-2])(?:\1(?:0[1-9]|[12]\d|3[01]))?(?![0-9a-su-z])/i],
  ["date", /(?<!\d)20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6}|\d{9,18})(?!\d)/],
  ["date", /(?<!\d)(?:0[1-9]|[12]\d|3[01])[-_.](?:0[1-9]|1[0-2])[-_.](?:19|20)\d{2}(?!\d)/],
  ["date", /(?<!\d)(?:19|20)\d{2}[-_.]?(?:w\d{1,2}|q[1-4])(?![0-9a-z])/i],
  ["date", new RegExp(`(?<![a-z0-9])(?:0[1-9]|[12]\\d|3[01])[-_.]?(?:${months})[a-z]*[-_.]?(?:19|20)\\d{2}(?!\\d)`, "i")],
  ["date", new RegExp(`(?<![a-z])(?:${months})[a-z]*[-_.]?(?:19|20)\\d{2}(?!\\d)`, "i")],
  ["date", /(?<=(?:^|[/_-])(?:year|yyyy|month|mm|day|dd|hour|hh|dt|date|ds)=)\d/i],
  ["date", /(?<=\/)(?:19|20)\d{2}(?=\/)/],
  ["date", /(?<![0-9a-z])(?:1[5-9]\d{8}|0?1[5-9]\d{11})(?![0-9a-z])/i],
  ["revision", /(?<=:)\d+(?=$|[:/])/],
  ["run", new RegExp(`(?<=(?:^|[^a-z0-9])(?:${runs})[-_/]?)\\d+(?![0-9a-z])`, "i")],
  ["id", /(?<![0-9a-z])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}(?![0-9a-z])/i],
  ["id", OPAQUE],
  ["id", NANO_ID],
  ["version", /(?<=^|[-_./]v?)\d{1,3}(?:\.\d{1,4}){1,3}(?=$|[-_./])/i],
  ["version", /(?<=(?:^|[-_./])v)\d{1,4}(?=$|[-_./])/i],
  ["number", /(?<![0-9a-z])\d{3,}(?![0-9a-z])|(?<=[a-z])(?:0\d{2,}|\d{4,})(?![0-9a-z])/i],
  ["number", /(?<=[-_.])\d{1,2}(?=$|[-_/])/],
  ["random", /(?<=[-_.])(?=[a-z]*\d)(?=\d*[a-z])(?![a-z]{2,}\d{1,3}(?:$|[-_./:]))[a-z0-9]{6,}(?=$|[-_./:])/i],
];

/** Parts of a name that hold digits and never vary: a region, and an account's number where it is no time of day. */
const constants: readonly RegExp[] = [
  /(?<![a-z0-9])(?:us|eu|eusc|ap|sa|ca|me|af|il|cn|mx)(?:-gov|-iso[a-z]?|-de)?-(?:north|south|east|west|central)(?:east|west)?-\d[a-f]?(?![a-z0-9])/g,
  /(?<![0-9a-z])(?!20[2-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d)\d{12}(?![0-9a-z])/g,
];

/** Forms of which one example shows that the next name is another one: a day passes, and a revision is followed by the next. */
const evident: ReadonlySet<string> = new Set(["date", "revision", "run"]);

export function isEvident(form: string): boolean {
  return evident.has(form);
}

/** The first part of a name that varies in one of the wanted forms; undefined where none does. */
export function varyingPart(name: string, isWanted: (form: NameForm) => boolean): VaryingPart | undefined {
  const masked = constants.reduce((text, constant) => text.replace(constant, (found) => "x".repeat(found.length)), name);
  let first: VaryingPart | undefined;
  for (const [form, pattern] of forms) {
    const found = isWanted(form) ? pattern.exec(masked) : null;
    if (found !== null && (first === undefined || found.index < first.at))
      first = { at: found.index, end: found.index + found[0].length, form };
  }
  return first;
}

/**
 * The name as an open pattern that says more than what it begins with: its constant end (`web-*-data`), and each figure of a number behind
 * a single letter, which alone would be any word's (`t????-*`). Undefined where nothing is constant behind what varies.
 */
export function closedName(name: string, { at, end, form }: VaryingPart): string | undefined {
  const rest = name.slice(end);
  const isConstant = /^[-_./:]/.test(rest) && /[a-z]{2}/i.test(rest) && varyingPart(rest, () => true) === undefined;
  const number = name.slice(at, end);
  // A number that begins with 9 may soon have a figure more.
  const isCounted = form === "number" && /^[0-8]\d{3,}$/.test(number) && /(?:^|[^a-z0-9])[a-z]$/i.test(name.slice(0, at));
  if (!isConstant && !isCounted) return undefined;
  const open = isCounted ? "?".repeat(number.length) : "*";
  return name.slice(0, at) + open + (isConstant ? rest : rest === "" ? "" : `${rest.slice(0, 1)}*`);
}
