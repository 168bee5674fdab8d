import { InvalidInputError } from "#core/errors.ts";
import { matches } from "#core/policy/match.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { didYouMean } from "../nearest.ts";

/**
 * Names of the roles that the words of `--role` stand for, in the order of the snapshot: a name, an ARN, or a pattern of either in
 * which `*` stands for any letters and `?` for one. Throws InvalidInputError where a word stands for none.
 */
export function selectRoles(words: readonly string[], roles: readonly RoleState[], file: string): readonly string[] {
  const chosen = new Set<string>();
  for (const word of words) {
    const found = roles.filter(({ name, arn }) => isMeant(word, word.startsWith("arn:") ? arn : name));
    if (found.length === 0) throw new InvalidInputError(file, noRole(word, roles));
    for (const { name } of found) chosen.add(name);
  }
  return roles.filter(({ name }) => chosen.has(name)).map(({ name }) => name);
}

function isMeant(word: string, text: string): boolean {
  return word === text || matches(word, text);
}

function isPattern(word: string): boolean {
  return /[*?]/.test(word);
}

function noRole(word: string, roles: readonly RoleState[]): string {
  if (isPattern(word)) return `no role matches ${word}.`;
  const isArn = word.startsWith("arn:");
  const known = roles.map(({ name, arn }) => (isArn ? arn : name));
  return `no role ${isArn ? "has the ARN" : "is named"} ${word}.${didYouMean(word, known)}`;
}
