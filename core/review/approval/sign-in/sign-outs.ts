import { sha256Hex } from "../../hash.ts";

/** Sessions that were ended before their time. */
export interface SignOuts {
  /** Ends a session; nothing needs to be known of it after `until` (ISO 8601), when it is over by itself. */
  end(sessionId: string, until: string): Promise<void>;
  isEnded(sessionId: string): Promise<boolean>;
}

/** What stands for a session where it must not be found itself: whoever reads the record gets no cookie. */
export function sessionId(sealed: string): string {
  return sha256Hex(sealed);
}
