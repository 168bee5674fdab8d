/** Keyed hashes over links and form tokens: KMS when deployed, a key of the process when embedded. */
export interface Signer {
  /** Base64url, without padding. */
  sign(text: string): Promise<string>;
  verify(text: string, signature: string): Promise<boolean>;
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
