import type { LastAccessed } from "#core/evidence/last-accessed.ts";
import type { Activity, Window } from "#core/usage/activity.ts";

/** What a finished generation found: the documents as Access Analyzer wrote them, activity read from a trail, or what IAM reports. */
export type GenerationResult =
  | { readonly kind: "documents"; readonly documents: readonly string[]; readonly isComplete: boolean }
  | { readonly kind: "activity"; readonly activity: Activity }
  /** IAM's last accessed report, in the place of a generation. */
  | { readonly kind: "last-accessed"; readonly services: readonly LastAccessed[] };

export type GenerationStatus =
  | { readonly status: "IN_PROGRESS" }
  | { readonly status: "SUCCEEDED"; readonly result: GenerationResult }
  | { readonly status: "FAILED" | "CANCELED"; readonly code: string; readonly message: string };

/** IAM Access Analyzer's policy generation, or what stands for it. */
export interface PolicyGenerations {
  /**
   * Repeating the call with the same token gives the same job. `window` is what it looks at, where that is not what was asked for.
   * Throws QuotaExceededError while another one runs.
   */
  start(request: {
    readonly roleArn: string;
    readonly window: Window;
    readonly clientToken: string;
  }): Promise<{ readonly jobId: string; readonly window?: Window }>;
  check(jobId: string): Promise<GenerationStatus>;
  /** Ends a job that takes too long, so that it does not hold up the one place there is. */
  cancel(jobId: string): Promise<void>;
  /** How many were started since then, cancelled ones too: the daily quota counts them all. */
  startedSince(instant: string): Promise<number>;
}

export interface PolicyFinding {
  readonly type: "ERROR" | "SECURITY_WARNING" | "WARNING" | "SUGGESTION";
  readonly code: string;
  readonly detail: string;
}

/** Access Analyzer's own checks. Embedded there are none, and the checks say `skipped`. */
export interface PolicyChecks {
  validate(document: string): Promise<readonly PolicyFinding[] | "unavailable">;
  /** Does `proposed` allow anything that `existing` does not? Documents as JSON text. */
  noNewAccess(proposed: string, existing: string): Promise<{ readonly pass: boolean; readonly reasons: readonly string[] } | "unavailable">;
}
