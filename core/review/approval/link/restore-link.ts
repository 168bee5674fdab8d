import * as v from "valibot";
import type { Review } from "../../model/review.ts";
import type { Clock, Signer } from "../../ports/machine.ts";
import type { Settings } from "../../settings.ts";
import { secondsAfter } from "../../time.ts";
import { type Opened, openClaims, signToken } from "../signed-token.ts";

/** What a restore link is for: bringing back what one change took away, until then. */
export interface RestoreClaims {
  readonly reviewId: string;
  /** The hash of the proposal that was carried out. */
  readonly proposalHash: string;
  /** Actions that were missed; empty where none is known. */
  readonly missed: readonly string[];
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** A link as a message holds it. */
export interface RestoreLink {
  readonly link: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

const Claims = v.pipe(
  v.strictTuple([
    v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/)),
    v.pipe(v.string(), v.hexadecimal()),
    v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z0-9-]+:\w+$/i))), v.maxLength(8)),
    v.pipe(v.string(), v.isoTimestamp()),
  ]),
  v.transform(([reviewId, proposalHash, missed, expiresAt]): RestoreClaims => ({ reviewId, proposalHash, missed, expiresAt })),
);

interface LinkNeeds {
  readonly signer: Signer<"restore">;
  readonly clock: Clock;
  readonly settings: Pick<Settings, "pageUrl" | "restoreLinkDays">;
}

/**
 * A link that is good from now for as long as the operator set; undefined where nothing was approved.
 * Whoever has it may restore: treat it as a secret.
 */
export async function newRestoreLink(
  { signer, clock, settings }: LinkNeeds,
  { id: reviewId, decision }: Pick<Review, "id" | "decision">,
  missed: readonly string[] = [],
): Promise<RestoreLink | undefined> {
  if (decision?.verdict !== "approved") return undefined;
  const expiresAt = secondsAfter(clock.now(), settings.restoreLinkDays * 86_400);
  const { proposalHash } = decision;
  return { link: await restoreLink(signer, settings.pageUrl, { reviewId, proposalHash, missed, expiresAt }), expiresAt };
}

/** The address at which a change can be taken back. */
export async function restoreLink(signer: Signer<"restore">, pageUrl: string, claims: RestoreClaims): Promise<string> {
  const { reviewId, proposalHash, missed, expiresAt } = claims;
  return `${pageUrl}/restore/${await signToken(signer, "restore", [reviewId, proposalHash, missed, expiresAt])}`;
}

/** Reads a restore link's token and checks its signature first, its time second. */
export function openRestoreLink(signer: Signer<"restore">, clock: Clock, token: string): Promise<Opened<RestoreClaims>> {
  return openClaims({ signer, clock }, { purpose: "restore", schema: Claims }, token);
}

/** What a restore form's token is good for, besides what its link is good for: what was shown, and to whom. */
export interface RestoreFormOf {
  /** The record, the role and what was asked for before, as they were shown. */
  readonly state: string;
  /** Empty where nobody has signed in. */
  readonly person: string;
}

export function restoreFormToken(signer: Signer<"restore-form">, claims: RestoreClaims, form: RestoreFormOf): Promise<string> {
  return signer.sign("restore-form", formText(claims, form));
}

export function isRestoreFormToken(
  signer: Signer<"restore-form">,
  claims: RestoreClaims,
  form: RestoreFormOf,
  token: string,
): Promise<boolean> {
  return signer.verify("restore-form", formText(claims, form), token);
}

function formText({ reviewId, proposalHash, missed, expiresAt }: RestoreClaims, { state, person }: RestoreFormOf): string {
  return `${reviewId} ${proposalHash} ${missed.join(",")} ${expiresAt} ${state} ${person}`;
}
