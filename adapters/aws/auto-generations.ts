import { QuotaExceededError } from "#core/errors.ts";
import type { PolicyGenerations } from "#core/review/ports/access-analyzer.ts";
import type { Clock } from "#core/review/ports/machine.ts";
import { daysBefore } from "#core/review/time.ts";

export interface Engines {
  readonly accessAnalyzer: PolicyGenerations;
  readonly lastAccessed: PolicyGenerations;
  /** How many generations a day Access Analyzer is asked for at most, those of other people counted too. */
  readonly generationsPerDay: number;
  readonly clock: Clock;
}

/** Marks the jobs of IAM: a job is checked by the engine that started it. */
const OF_IAM = "iam/";

/** Access Analyzer while its quota lasts and its one place is free, otherwise IAM's last accessed report. It never waits for a place. */
export function autoGenerations({ accessAnalyzer, lastAccessed, generationsPerDay, clock }: Engines): PolicyGenerations {
  async function startedByAccessAnalyzer(request: Parameters<PolicyGenerations["start"]>[0]) {
    const started = await accessAnalyzer.startedSince(daysBefore(clock.now(), 1));
    return started < generationsPerDay ? await unlessFull(accessAnalyzer.start(request)) : undefined;
  }
  const engineOf = (jobId: string) => (jobId.startsWith(OF_IAM) ? lastAccessed : accessAnalyzer);
  return {
    async start(request) {
      const job = await startedByAccessAnalyzer(request);
      if (job) return job;
      const { jobId, ...more } = await lastAccessed.start(request);
      return { jobId: `${OF_IAM}${jobId}`, ...more };
    },
    check: (jobId) => engineOf(jobId).check(ownId(jobId)),
    cancel: (jobId) => engineOf(jobId).cancel(ownId(jobId)),
    // No cycle has to fit into the quota: the roles beyond it get IAM's report.
    startedSince: async () => 0,
  };
}

function ownId(jobId: string): string {
  return jobId.startsWith(OF_IAM) ? jobId.slice(OF_IAM.length) : jobId;
}

async function unlessFull<T>(started: Promise<T>): Promise<T | undefined> {
  try {
    return await started;
  } catch (error) {
    if (error instanceof QuotaExceededError) return undefined;
    throw error;
  }
}
