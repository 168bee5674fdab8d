/** What a signature is for. One that was made for a purpose says nothing for another, whichever key it was made with. */
export type SigningPurpose =
  | "review"
  | "restore"
  | "form"
  | "restore-form"
  | "session"
  | "sign-in"
  | "vote"
  | "restore-vote"
  | "evidence"
  | "proposal"
  | "review-evidence"
  | "caught-call";

/** Keyed hashes: KMS when deployed, a key of the process when embedded. Each function is given the purposes that it needs. */
export interface Signer<Purpose extends SigningPurpose = SigningPurpose> {
  /** Base64url, without padding. */
  sign(purpose: Purpose, text: string): Promise<string>;
  verify(purpose: Purpose, text: string, signature: string): Promise<boolean>;
}

export interface Clock {
  /** ISO 8601, UTC, milliseconds. */
  now(): string;
}

/** Waiting inside a step: seconds, for IAM to show what it has accepted. The workflow does the longer waits. */
export interface Pauses {
  pause(seconds: number): Promise<void>;
}

export interface Ids {
  /** 128 random bits, in lower-case base 32: good for an execution name and a link. */
  next(): string;
}
