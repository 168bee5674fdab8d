import * as v from "valibot";
import type { Review } from "../model/review.ts";
import type { Clock, Signer } from "../ports/machine.ts";
import type { Settings } from "../settings.ts";
import { secondsAfter } from "../time.ts";
import { type Opened, openClaims, signToken } from "./signed-token.ts";

/** What a link is for: one review, exactly one proposal of it, until then. */
export interface LinkClaims {
  readonly reviewId: string;
  /** The hash of exactly what is to be decided; through it, of the role's state. */
  readonly proposalHash: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

const Claims = v.pipe(
  v.strictTuple([v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/)), v.pipe(v.string(), v.hexadecimal()), v.pipe(v.string(), v.isoTimestamp())]),
  v.transform(([reviewId, proposalHash, expiresAt]): LinkClaims => ({ reviewId, proposalHash, expiresAt })),
);

/** The address at which a review is shown and decided. Whoever has it may decide: treat it as a secret. */
export async function reviewLink(
  signer: Signer<"review">,
  pageUrl: string,
  { reviewId, proposalHash, expiresAt }: LinkClaims,
): Promise<string> {
  return `${pageUrl}/r/${await signToken(signer, "review", [reviewId, proposalHash, expiresAt])}`;
}

/** Reads a link's token and checks its signature first, its time second. */
export function openLink(signer: Signer<"review">, clock: Clock, token: string): Promise<Opened<LinkClaims>> {
  return openClaims({ signer, clock }, { purpose: "review", schema: Claims }, token);
}

/** What a form's token is good for, besides what its link is good for. */
export interface FormOf {
  /** Since when the review has waited: asked anew, it is another form. */
  readonly since: string;
  /** Who it was shown to; empty where nobody has signed in. */
  readonly person: string;
}

/** A form's own token: this review, this proposal, shown as it stands to this person. */
export function formToken(signer: Signer<"form">, claims: LinkClaims, form: FormOf): Promise<string> {
  return signer.sign("form", formText(claims, form));
}

export function isFormToken(signer: Signer<"form">, claims: LinkClaims, form: FormOf, token: string): Promise<boolean> {
  return signer.verify("form", formText(claims, form), token);
}

function formText({ reviewId, proposalHash, expiresAt }: LinkClaims, { since, person }: FormOf): string {
  return `${reviewId} ${proposalHash} ${expiresAt} ${since} ${person}`;
}

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

const Restoring = v.pipe(
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
  return openClaims({ signer, clock }, { purpose: "restore", schema: Restoring }, token);
}

/** What a restore form's token is good for, besides what its link is good for: what was shown, and to whom. */
export interface RestoreFormOf {
  /** The record, the role and what was asked for before, as they were shown. */
  readonly state: string;
  /** Empty where nobody has signed in. */
  readonly person: string;
}

export function restoreFormToken(signer: Signer<"restore-form">, claims: RestoreClaims, form: RestoreFormOf): Promise<string> {
  return signer.sign("restore-form", restoreFormText(claims, form));
}

export function isRestoreFormToken(
  signer: Signer<"restore-form">,
  claims: RestoreClaims,
  form: RestoreFormOf,
  token: string,
): Promise<boolean> {
  return signer.verify("restore-form", restoreFormText(claims, form), token);
}

function restoreFormText({ reviewId, proposalHash, missed, expiresAt }: RestoreClaims, { state, person }: RestoreFormOf): string {
  return `${reviewId} ${proposalHash} ${missed.join(",")} ${expiresAt} ${state} ${person}`;
}
