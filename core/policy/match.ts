/** One element of a pattern: a character, `?`, `*`, a policy variable such as `${aws:username}`, or one of the two signs as text. */
export type Token = string;

const STAR = "*";
const ANY = "?";
/** The signs as text. No policy holds the character before them, so that no text of one is taken for them. */
const [PLAIN_STAR, PLAIN_ANY] = ["\0*", "\0?"];
const ESCAPES: Readonly<Record<string, string>> = { "${*}": PLAIN_STAR, "${?}": PLAIN_ANY, "${$}": "$" };

/**
 * Takes a pattern apart. `${*}`, `${?}` and `${$}` stand for the characters themselves
 * (IAM User Guide, "IAM policy elements: Variables and tags").
 */
function tokens(pattern: string): readonly Token[] {
  if (!pattern.includes("${")) return [...pattern];
  const found: Token[] = [];
  const lastEnd = pattern.lastIndexOf("}");
  for (let at = 0; at < pattern.length; at++) {
    const end = at < lastEnd && pattern.startsWith("${", at) ? pattern.indexOf("}", at) : at;
    const token = pattern.slice(at, end + 1);
    found.push(ESCAPES[token] ?? token);
    at = end;
  }
  return found;
}

/** Does it hold a policy variable, so that what it matches depends on who asks? */
export function hasVariable(pattern: string): boolean {
  return pattern.includes("${") && tokens(pattern).some(isVariable);
}

/** Does a pattern match the whole of a text? Letter case counts. A variable matches nothing here. */
export function matches(pattern: string, text: string): boolean {
  if (pattern === STAR || pattern === text) return true;
  if (!pattern.includes("${")) return globText(pattern, text);
  return glob(tokens(pattern), [...text], isCharacter);
}

/** Could a pattern match a text for some value of its variables? */
export function mayMatch(pattern: string, text: string): boolean {
  return glob(opened(pattern), [...text], isCharacter);
}

/** Does `wide` match everything that `narrow` matches? Never says yes where it is not so; a variable is covered by itself and by `*`. */
export function patternCovers(wide: string, narrow: string): boolean {
  if (wide === STAR || wide === narrow) return true;
  if (isFixed(wide)) return false;
  if (!wide.includes("${") && !narrow.includes("${")) return globText(wide, narrow, STAR_CODE);
  return glob(
    tokens(wide),
    tokens(narrow),
    (wanted, found) => wanted === found || (wanted === ANY && found !== STAR && !isVariable(found)),
  );
}

/** Does it match one text alone, the one that it is? */
export function isFixed(pattern: string): boolean {
  return !pattern.includes(STAR) && !pattern.includes(ANY) && !pattern.includes("${");
}

/** Most pairs of tokens that are looked at: IAM's longest policy holds a pattern of 6,144 characters, and no ARN comes near it. */
const MOST_STEPS = 4_000_000;

/** Can a text exist that both patterns match? Variables may stand for anything. Never says no where there is one, nor where both are too long to tell. */
export function patternsMeet(a: string, b: string): boolean {
  const [x, y] = [opened(a), opened(b)];
  return x.length * y.length > MOST_STEPS || meet(x, y);
}

/** Most patterns that an intersection is written as; what goes beyond is left out, which only narrows it. */
const MOST_PARTS = 16;

/** Most pairs of tokens of which an intersection is written. */
const MOST_PAIRS = 10_000;

/** Is the intersection of two patterns too large to be written? Then `intersectPatterns` writes none. */
export function isTooWide(a: string, b: string): boolean {
  return a.length * b.length > MOST_PAIRS && tokens(a).length * tokens(b).length > MOST_PAIRS;
}

/**
 * Patterns for what both match: exact where the result is short, otherwise narrower than the truth, never wider.
 * Where neither covers the other and one has a variable, or both are too long, the intersection is not written at all.
 */
export function intersectPatterns(a: string, b: string): readonly string[] {
  if (patternCovers(a, b)) return [b];
  if (patternCovers(b, a)) return [a];
  if (hasVariable(a) || hasVariable(b) || isTooWide(a, b)) return [];
  const parts = [...new Set(product(tokens(a), tokens(b)))].map(untokenise).map((part) => part.replace(/\*{2,}/g, STAR));
  return parts.filter(
    (part, index) => !parts.some((other, at) => at !== index && patternCovers(other, part) && (at < index || !patternCovers(part, other))),
  );
}

function isVariable(token: Token): boolean {
  return token.length > 2 && token.startsWith("${");
}

function opened(pattern: string): readonly Token[] {
  return tokens(pattern).map((token) => (isVariable(token) ? STAR : token));
}

/** Tokens of which none is a variable as a pattern: a dollar before a brace is text in it, too. */
function untokenise(joinedTokens: string): string {
  return joinedTokens.replaceAll("${", "${$}{").replaceAll(PLAIN_STAR, "${*}").replaceAll(PLAIN_ANY, "${?}");
}

function isCharacter(wanted: Token, found: string): boolean {
  return wanted === ANY || wanted === found || (found === "*" && wanted === PLAIN_STAR) || (found === "?" && wanted === PLAIN_ANY);
}

const STAR_CODE = STAR.charCodeAt(0);
const ANY_CODE = ANY.charCodeAt(0);

/**
 * The same as `glob`, on plain strings, by character codes: the one that runs hundreds of thousands of times. `?` does not stand for
 * `unfit`.
 */
function globText(pattern: string, text: string, unfit = -1): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const wanted = p < pattern.length ? pattern.charCodeAt(p) : -1;
    const found = text.charCodeAt(t);
    if (wanted === STAR_CODE) {
      star = p++;
      if (p === pattern.length) return true;
      mark = t;
    } else if (wanted === found || (wanted === ANY_CODE && found !== unfit)) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  return areStars(pattern, p);
}

function areStars(pattern: string, from: number): boolean {
  for (let at = from; at < pattern.length; at++) if (pattern.charCodeAt(at) !== STAR_CODE) return false;
  return true;
}

/** Glob matching over tokens with one place to go back to: the last star. Linear for each star. */
function glob(pattern: readonly Token[], text: readonly Token[], fits: (wanted: Token, found: Token) => boolean): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const wanted = pattern[p];
    const found = text[t] ?? "";
    if (wanted === STAR) {
      star = p++;
      mark = t;
    } else if (wanted !== undefined && fits(wanted, found)) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === STAR) p++;
  return p === pattern.length;
}

/** Row by row over the product of both patterns: row[j] says whether the first i tokens of a and the first j of b can be equal. */
function meet(a: readonly Token[], b: readonly Token[]): boolean {
  let row = new Uint8Array(b.length + 1);
  let next = new Uint8Array(b.length + 1);
  row[0] = 1;
  for (const [j, y] of b.entries()) row[j + 1] = y === STAR ? (row[j] ?? 0) : 0;
  for (const x of a) {
    next[0] = x === STAR ? (row[0] ?? 0) : 0;
    for (let j = 0; j < b.length; j++) next[j + 1] = oneMeets(x, b[j] ?? "", row[j] ?? 0, row[j + 1] ?? 0, next[j] ?? 0);
    [row, next] = [next, row];
  }
  return row[b.length] === 1;
}

/** A star may stand for nothing (one token less of its own side) or take in whatever the other side's token is. */
// biome-ignore lint/complexity/useMaxParams: the innermost loop, which makes no object.
function oneMeets(x: Token, y: Token, both: number, without: number, before: number): number {
  if (x === STAR || y === STAR) return without | before;
  return x === y || x === ANY || y === ANY ? both : 0;
}

type Parts = readonly string[];

/** What both can stand for, from the end of both to the beginning: `row[j]` holds it for the tokens of a from i on and those of b from j on. */
function product(a: readonly Token[], b: readonly Token[]): Parts {
  let below: Parts[] = [];
  for (let i = a.length; i >= 0; i--) {
    const row: Parts[] = [];
    for (let j = b.length; j >= 0; j--) {
      const after = { a: below[j] ?? [], b: row[j + 1] ?? [], both: below[j + 1] ?? [] };
      row[j] = i === a.length && j === b.length ? [""] : step(a[i], b[j], after);
    }
    below = row;
  }
  return below[0] ?? [];
}

/** `after`: what follows where a token of a, of b or of both is used up. */
function step(x: Token | undefined, y: Token | undefined, after: { readonly a: Parts; readonly b: Parts; readonly both: Parts }): Parts {
  if (x === STAR && y === STAR) return joined(headed(STAR, after.a), headed(STAR, after.b));
  if (x === STAR) return y === undefined ? after.a : joined(headed(y, after.b), after.a);
  if (y === STAR) return x === undefined ? after.b : joined(headed(x, after.a), after.b);
  if (x === undefined || y === undefined) return [];
  if (x === y || y === ANY) return headed(x, after.both);
  return x === ANY ? headed(y, after.both) : [];
}

function headed(head: Token, tails: Parts): Parts {
  return tails.map((tail) => (head === STAR && tail.startsWith(STAR) ? tail : head + tail));
}

function joined(some: Parts, others: Parts): Parts {
  return [...new Set([...some, ...others])].slice(0, MOST_PARTS);
}
