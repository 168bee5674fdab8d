import { matches } from "#core/policy/match.ts";
import { CodePlaceError } from "../../errors.ts";
import type { RoleState } from "../../model/role-state.ts";
import { CODE_HOSTS, type CodeHostKind } from "../../ports/code-host.ts";

const REPO_TAG = "whittle:repo";
const FILE_TAG = "whittle:policy-file";

/** Where the code of a role is kept. */
export interface CodePlace {
  readonly host: CodeHostKind;
  /** `owner/name`, at GitLab also with more groups. */
  readonly repository: string;
  /** The JSON file that holds the role's refined policy; absent where nothing names one. */
  readonly file?: string;
}

/** A line of the operator's mapping: the place of the code of all roles whose names match. */
export interface MappedPlace extends CodePlace {
  readonly pattern: string;
}

/**
 * The place that the role's tags name, or else the first one that the mapping has for its name; undefined where neither does.
 * Throws CodePlaceError where a tag cannot be read.
 */
export function codePlace(role: Pick<RoleState, "name" | "tags">, mapping: readonly MappedPlace[]): CodePlace | undefined {
  const mapped = mapping.find(({ pattern }) => matches(pattern, role.name));
  const tag = role.tags[REPO_TAG];
  const repository = tag === undefined ? mapped : (readRepository(tag) ?? unreadable(role.name, REPO_TAG, tag));
  if (!repository) return undefined;
  const file = fileOf(role) ?? (tag === undefined ? mapped?.file : undefined);
  return { host: repository.host, repository: repository.repository, ...(file === undefined ? {} : { file }) };
}

function fileOf({ name, tags }: Pick<RoleState, "name" | "tags">): string | undefined {
  const tag = tags[FILE_TAG];
  if (tag === undefined) return undefined;
  return isPolicyFile(tag) ? tag : unreadable(name, FILE_TAG, tag);
}

function unreadable(roleName: string, tag: string, value: string): never {
  throw new CodePlaceError(roleName, tag, value);
}

/** `PATTERN REPOSITORY [FILE]`, such as `payments-* github:acme/infra policies/payments.json`; undefined where it is not of this form. */
export function readMapping(entry: string): MappedPlace | undefined {
  const [pattern = "", repository = "", file, ...more] = entry.trim().split(/\s+/);
  const place = readRepository(repository);
  if (pattern === "" || !place || more.length > 0 || (file !== undefined && !isPolicyFile(file))) return undefined;
  return { pattern, ...place, ...(file === undefined ? {} : { file }) };
}

/** Of names that a path of the API cannot mistake for something else. */
const SEGMENT = /^(?!\.+$)[A-Za-z0-9_.-]+$/;

function readRepository(text: string): Pick<CodePlace, "host" | "repository"> | undefined {
  const colon = text.indexOf(":");
  const host = CODE_HOSTS.find((kind) => kind === text.slice(0, colon));
  const repository = text.slice(colon + 1);
  const segments = repository.split("/");
  const isLong = host === "github" ? segments.length === 2 : segments.length >= 2;
  return host && isLong && segments.every((segment) => SEGMENT.test(segment)) ? { host, repository } : undefined;
}

/** A folder or file whose name begins with a full stop may be read by tools, such as `.github/workflows`: none is written there. */
const FILE = /^(?!\.)[\w.@+=:-]+( [\w.@+=:-]+)*(\/(?!\.)[\w.@+=:-]+( [\w.@+=:-]+)*)*\.json$/;

function isPolicyFile(path: string): boolean {
  return path.length <= 256 && FILE.test(path);
}
