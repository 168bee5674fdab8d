import { isObject, type JsonObject } from "#core/cloudtrail/record.ts";
import { UnusableFileError } from "../errors.ts";
import { readText } from "../read-file.ts";

const COMMAND = "aws iam get-account-authorization-details";
const LISTS = ["RoleDetailList", "UserDetailList", "GroupDetailList", "Policies"] as const;

/** Outputs of the AWS CLI that are no JSON, by how they begin. */
const OTHER_OUTPUTS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^(Role|User|Group)DetailList:|^Policies:|^IsTruncated:/m, "YAML"],
  [/^(ROLEDETAILLIST|USERDETAILLIST|GROUPDETAILLIST|POLICIES)\t/m, "text output"],
  [/^[-+]{5,}[\r\n]+\|/, "table output"],
];

/**
 * The account export in a file: one JSON value, or pages of one, joined in the file or in a list, as one. Throws UnusableFileError for what is
 * no JSON, and for pages of which the last is missing.
 */
export function readPages(file: string): unknown {
  const values = valuesIn(readText(file), file);
  const [first] = values;
  const pages = values.length === 1 && Array.isArray(first) ? first : values;
  if (pages.length > 0 && pages.every(isRole))
    throw new UnusableFileError(file, `it is a list of roles without their policies. Run ${COMMAND} without --query.`);
  if (pages.length === 0 || !pages.every(isPage)) return first;
  const whole = pages.filter((page) => !isTruncated(page)).length;
  if (whole === 0)
    throw new UnusableFileError(
      file,
      `it is only a part of the account: IsTruncated is true. Run ${COMMAND} without --max-items and --no-paginate.`,
    );
  if (whole > 1) throw new UnusableFileError(file, `it holds ${whole} exports, and a snapshot is of one account. Name one export.`);
  return pages.length === 1
    ? pages[0]
    : { ...pages[0], ...Object.fromEntries(LISTS.map((name) => [name, pages.flatMap((page) => listOf(page[name]))])), IsTruncated: false };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isPage(value: unknown): value is JsonObject {
  return isObject(value) && LISTS.slice(0, 3).some((name) => Array.isArray(value[name]));
}

function isRole(value: unknown): boolean {
  return isObject(value) && typeof value.RoleName === "string" && typeof value.Arn === "string";
}

/** IAM says IsTruncated and where to go on; the AWS CLI, told to stop early, says NextToken. */
function isTruncated({ IsTruncated, NextToken }: JsonObject): boolean {
  return IsTruncated === true || typeof NextToken === "string";
}

function valuesIn(text: string, file: string): unknown[] {
  const values: unknown[] = [];
  try {
    for (const part of partsOf(text)) values.push(JSON.parse(part));
  } catch {
    const output = OTHER_OUTPUTS.find(([pattern]) => pattern.test(text));
    if (output) throw new UnusableFileError(file, `it is ${output[1]} of the AWS CLI. Run ${COMMAND} --output json`);
    const [refusal] = /An error occurred \(\w+\)[^\n]*/.exec(text) ?? [];
    if (refusal !== undefined) throw new UnusableFileError(file, `it is the AWS CLI's answer: ${refusal.slice(0, 200)}`);
    if (/^\s*[[{]\s*'/.test(text))
      throw new UnusableFileError(file, "it is what Python prints of its objects, not JSON. Write the file with json.dump");
    if (/^\ufeff?"?[\w ]+"?(,"?[\w ]+"?){2,}\r?\n/.test(text))
      throw new UnusableFileError(file, `it is CSV, such as a credential report. Run ${COMMAND} > account.json`);
    throw new UnusableFileError(file, /[\]}]\s*$/.test(text) ? "it is not JSON." : "it is not JSON, or it was cut off.");
  }
  return values;
}

/** JSON texts that stand one after the other: each ends where its first bracket closes. */
function* partsOf(text: string): Generator<string> {
  let start = 0;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    if (depth > 0 || token.startsWith('"')) continue;
    yield text.slice(start, index + 1);
    start = index + 1;
  }
  if (start === 0 || text.slice(start).trim() !== "") yield text.slice(start);
}
