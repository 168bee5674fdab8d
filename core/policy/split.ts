import { WhittleError } from "#core/errors.ts";
import type { ActionCatalogue } from "./catalogue.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import { policySize } from "./json.ts";
import { minimise } from "./minimise.ts";

/** Characters that a managed policy holds, white space not counted (IAM User Guide, "IAM and AWS STS quotas"). */
export const MAX_POLICY_SIZE = 6144;

/** What a role needs does not fit into the managed policies that it may still carry. */
export class PolicyTooLargeError extends WhittleError {
  readonly code = "policy-too-large";
  constructor(documents: number, allowed: number) {
    super(
      `The refined policy needs ${documents} managed policies of ${MAX_POLICY_SIZE} characters, and the role has room for ${allowed}. Free a place, or set the tag whittle:scope to account.`,
    );
  }
}

export interface DocumentLimits {
  readonly maxSize: number;
  readonly maxDocuments: number;
}

export interface SplitOptions extends DocumentLimits {
  readonly catalogue: ActionCatalogue;
}

/**
 * Statements as policy documents that IAM accepts, as few as it takes: with full action names where they fit, with exact
 * wildcards where they do not. Canonical: equal statements give byte-equal documents. Throws PolicyTooLargeError.
 */
export function toDocuments(statements: readonly Statement[], { catalogue, ...limits }: SplitOptions): readonly PolicyDocument[] {
  const shorten = () => minimise(statements, catalogue, { wildcards: true });
  return fewestDocuments(minimise(statements, catalogue, { wildcards: false }), shorten, limits);
}

/** The documents that hold the plain statements, or the shortened ones where those take fewer. Throws PolicyTooLargeError. */
export function fewestDocuments(
  statements: readonly Statement[],
  shorten: () => readonly Statement[],
  { maxSize, maxDocuments }: DocumentLimits,
): readonly PolicyDocument[] {
  const plain = pack(statements, maxSize);
  if (plain.length <= Math.min(1, maxDocuments)) return plain;
  const short = pack(shorten(), maxSize);
  const best = short.length < plain.length ? short : plain;
  if (best.length > maxDocuments) throw new PolicyTooLargeError(best.length, maxDocuments);
  return best;
}

/** Each statement goes into the first document that has room for it. */
function pack(statements: readonly Statement[], maxSize: number): PolicyDocument[] {
  const empty = policySize(documentOf([]));
  const bins: { readonly statements: Statement[]; size: number }[] = [];
  for (const statement of statements.flatMap((whole) => fitting(whole, maxSize))) {
    const size = policySize(documentOf([statement])) - empty + 1;
    const bin = bins.find((candidate) => candidate.size + size <= maxSize);
    if (bin) {
      bin.statements.push(statement);
      bin.size += size;
    } else bins.push({ statements: [statement], size: empty + size });
  }
  return bins.map((bin) => documentOf(bin.statements));
}

/** A statement too large for any document is halved, by resources first: several Allows of parts allow the same. */
function fitting(statement: Statement, maxSize: number): Statement[] {
  if (policySize(documentOf([statement])) <= maxSize) return [statement];
  const halves = halved(statement);
  if (!halves) throw new PolicyTooLargeError(2, 1);
  return halves.flatMap((half) => fitting(half, maxSize));
}

function halved(statement: Statement): readonly Statement[] | undefined {
  const { resources, actions } = statement;
  if (resources.kind === "only" && resources.patterns.length > 1 && resources.patterns.length >= actions.patterns.length) {
    return halves(resources.patterns).map((patterns) => ({ ...statement, resources: { kind: "only", patterns } }));
  }
  if (actions.kind === "only" && actions.patterns.length > 1)
    return halves(actions.patterns).map((patterns) => ({ ...statement, actions: { kind: "only", patterns } }));
  return undefined;
}

function halves<T>(items: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

function documentOf(statements: readonly Statement[]): PolicyDocument {
  return { version: "2012-10-17", statements };
}
