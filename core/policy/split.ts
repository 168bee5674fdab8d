import { WhittleError } from "#core/errors.ts";
import type { ActionCatalogue } from "./catalogue.ts";
import type { PolicyDocument, Statement } from "./document.ts";
import { policySize } from "./json.ts";
import { minimise, type WildcardTest } from "./minimise.ts";

/** Characters that a managed policy holds, white space not counted (IAM User Guide, "IAM and AWS STS quotas"). */
export const MAX_POLICY_SIZE = 6144;

/** What a role needs does not fit into the policies that it may still carry. */
export class PolicyTooLargeError extends WhittleError {
  readonly code = "policy-too-large";
  constructor(documents: number, { maxDocuments, inlineRoom }: Pick<DocumentLimits, "maxDocuments" | "inlineRoom">) {
    super(
      `The refined policy needs ${documents} policies of ${MAX_POLICY_SIZE} characters. The role has room for ${maxDocuments} more managed policies and ${inlineRoom} characters of inline policies. Detach a policy that it does not need, or set the tag whittle:scope to account.`,
    );
  }
}

export interface DocumentLimits {
  readonly maxSize: number;
  /** Documents that may become managed policies: the first ones. */
  readonly maxDocuments: number;
  /** Characters that the others, as inline policies, may have together. */
  readonly inlineRoom: number;
}

export interface SplitOptions extends DocumentLimits {
  readonly catalogue: ActionCatalogue;
  /** Which patterns may stand for several actions; see minimise. */
  readonly mayName?: WildcardTest;
}

/**
 * Statements as policy documents that IAM accepts, as few as it takes: with full action names where they fit, with exact
 * wildcards where they do not. Canonical: equal statements give byte-equal documents. Throws PolicyTooLargeError.
 */
export function toDocuments(statements: readonly Statement[], { catalogue, mayName, ...limits }: SplitOptions): readonly PolicyDocument[] {
  const shorten = () => minimise(statements, catalogue, { wildcards: mayName ?? true });
  return fewestDocuments(minimise(statements, catalogue, { wildcards: false }), shorten, limits);
}

/** The documents that hold the plain statements, or the shortened ones where those take fewer or alone fit. Throws PolicyTooLargeError. */
export function fewestDocuments(
  statements: readonly Statement[],
  shorten: () => readonly Statement[],
  limits: DocumentLimits,
): readonly PolicyDocument[] {
  const plain = pack(statements, limits);
  if (plain.length <= 1 && isRoomFor(plain, limits)) return plain;
  const short = pack(shorten(), limits);
  const [best, other] = short.length < plain.length ? [short, plain] : [plain, short];
  const fitting = [best, other].find((documents) => isRoomFor(documents, limits));
  if (!fitting) throw new PolicyTooLargeError(best.length, limits);
  return fitting;
}

/** Do those that get no place among the managed policies fit into the role itself? */
function isRoomFor(documents: readonly PolicyDocument[], { maxDocuments, inlineRoom }: DocumentLimits): boolean {
  const inline = documents.slice(maxDocuments).reduce((sum, document) => sum + policySize(document), 0);
  return inline <= inlineRoom;
}

/** Each statement goes into the first document that has room for it. */
function pack(statements: readonly Statement[], limits: DocumentLimits): PolicyDocument[] {
  const { maxSize } = limits;
  const empty = policySize(documentOf([]));
  const bins: { readonly statements: Statement[]; size: number }[] = [];
  for (const statement of statements.flatMap((whole) => fitting(whole, limits))) {
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
function fitting(statement: Statement, limits: DocumentLimits): Statement[] {
  if (policySize(documentOf([statement])) <= limits.maxSize) return [statement];
  const halves = halved(statement);
  if (!halves) throw new PolicyTooLargeError(2, limits);
  return halves.flatMap((half) => fitting(half, limits));
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
