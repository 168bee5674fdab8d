import type { ActionName } from "#core/aws/names.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Scope } from "./scope.ts";

interface Misread {
  readonly tag: string;
  readonly word: string;
  readonly because: "no-such-action" | "no-such-scope";
}

/** What a role's tags ask for. */
export interface Asked {
  /** Actions in the catalogue's spelling, sorted, each with the word that asked for it. */
  readonly actions: ReadonlyMap<ActionName, string>;
  readonly scope?: Scope;
  /** Words that mean nothing, with the reason: to be told, never dropped in silence. */
  readonly misunderstood: readonly Misread[];
}

const KEEP_TAG = "whittle:keep";
const SCOPE_TAG = "whittle:scope";

/**
 * Reads `whittle:keep` and `whittle:scope`. A tag's value holds letters, digits, spaces and `_ . : / = + - @` only (IAM User Guide,
 * "Rules for tagging"), so words are separated by spaces, and instead of an asterisk there is
 * `s3` or `s3:` for all actions of a service and `s3:Get-` for all that begin with `Get`; `s3:GetObject` is the one action.
 * More than fits into one value goes into `whittle:keep-2`, `whittle:keep-3` ….
 */
export function readTags(tags: Readonly<Record<string, string>>, catalogue: ActionCatalogue): Asked {
  const words = Object.keys(tags)
    .filter(isKeepTag)
    .sort()
    .flatMap((tag) => wordsOf(tags[tag] ?? "").map((word) => ({ tag, word, actions: actionsFor(word, catalogue) })));
  const actions = words.flatMap(({ word, actions }) => actions.map((action) => [action, word] as const));
  const scope = scopeOf(tags[SCOPE_TAG]);
  return {
    actions: new Map(actions.sort(([a], [b]) => (a < b ? -1 : 1))),
    misunderstood: [
      ...words.filter((found) => found.actions.length === 0).map(({ tag, word }) => ({ tag, word, because: "no-such-action" }) as const),
      ...(tags[SCOPE_TAG] !== undefined && scope === undefined
        ? [{ tag: SCOPE_TAG, word: tags[SCOPE_TAG], because: "no-such-scope" } as const]
        : []),
    ],
    ...(scope === undefined ? {} : { scope }),
  };
}

function wordsOf(value: string): readonly string[] {
  return value.split(/\s+/).filter((word) => word !== "");
}

function isKeepTag(key: string): boolean {
  return key === KEEP_TAG || /^whittle:keep-\d+$/.test(key);
}

function actionsFor(word: string, catalogue: ActionCatalogue): readonly ActionName[] {
  const [prefix = "", name = ""] = word.split(":");
  if (name === "") return catalogue.actionsOf(prefix.toLowerCase()).map((info) => info.action);
  if (name.endsWith("-")) return catalogue.expand(`${prefix}:${name.slice(0, -1)}*`);
  const info = catalogue.find(word);
  return info === undefined ? [] : [info.action];
}

function scopeOf(value: string | undefined): Scope | undefined {
  const word = value?.trim().toLowerCase();
  return word === "names" || word === "prefix" || word === "account" ? word : undefined;
}
