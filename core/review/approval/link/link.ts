import * as v from "valibot";
import type { Clock, Signer } from "../../ports/machine.ts";
import { type Opened, openClaims, signToken } from "../signed-token.ts";

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
