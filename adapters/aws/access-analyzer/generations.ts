import {
  AccessAnalyzerClient,
  CancelPolicyGenerationCommand,
  GetGeneratedPolicyCommand,
  type GetGeneratedPolicyCommandOutput,
  paginateListPolicyGenerations,
  StartPolicyGenerationCommand,
} from "@aws-sdk/client-accessanalyzer";
import { QuotaExceededError, ServiceFaultError } from "#core/errors.ts";
import type { GenerationStatus, PolicyGenerations } from "#core/review/ports/access-analyzer.ts";
import { daysBefore } from "#core/review/time.ts";
import type { Window } from "#core/usage/activity.ts";
import type { AccountAccess } from "../account-access.ts";
import { clientSettings } from "../client-settings.ts";
import { call, errorName } from "../errors.ts";

export interface TrailAccess {
  readonly trailArn: string;
  /** The role that Access Analyzer assumes to read the trail; infra/access-role.yaml makes it. */
  readonly accessRoleArn: string;
}

const START = "access-analyzer:StartPolicyGeneration";
/** Access Analyzer looks back 90 days from when it takes the job; a day is left for the way there (IAM User Guide, "IAM Access Analyzer quotas"). */
const MOST_DAYS_BACK = 89;
const CHECK = "access-analyzer:GetGeneratedPolicy";

/** Access Analyzer of an account. */
export function accessAnalyzerClient({ client }: AccountAccess): AccessAnalyzerClient {
  return new AccessAnalyzerClient({ ...clientSettings, ...client });
}

/** Policy generation over every region of the trail. */
export function accessAnalyzerGenerations(
  { trailArn, accessRoleArn }: TrailAccess,
  client = new AccessAnalyzerClient(clientSettings),
): PolicyGenerations {
  return {
    async start({ roleArn, window: asked, clientToken }) {
      const window = withinReach(asked, new Date().toISOString());
      const command = new StartPolicyGenerationCommand({
        policyGenerationDetails: { principalArn: roleArn },
        cloudTrailDetails: {
          trails: [{ cloudTrailArn: trailArn, allRegions: true }],
          accessRole: accessRoleArn,
          startTime: new Date(window.from),
          endTime: new Date(window.to),
        },
        clientToken,
      });
      const { jobId } = await call(START, () => sendStart(client, command));
      if (jobId === undefined) throw new ServiceFaultError(START, "the answer holds no job.");
      return { jobId, window };
    },
    async check(jobId) {
      // With both flags a policy names resources by placeholder instead of `*`, and services whose actions are not known.
      const command = new GetGeneratedPolicyCommand({ jobId, includeResourcePlaceholders: true, includeServiceLevelTemplate: true });
      return generationStatus(await call(CHECK, () => client.send(command)));
    },
    async cancel(jobId) {
      await call("access-analyzer:CancelPolicyGeneration", () => client.send(new CancelPolicyGenerationCommand({ jobId })));
    },
    startedSince: (instant) =>
      call("access-analyzer:ListPolicyGenerations", async () => {
        const since = new Date(instant);
        let started = 0;
        for await (const page of paginateListPolicyGenerations({ client, pageSize: 50 }, {})) {
          started += (page.policyGenerations ?? []).filter((job) => job.startedOn !== undefined && job.startedOn >= since).length;
        }
        return started;
      }),
  };
}

/** A review may have waited for days: what was 90 days back when it was opened is further back now. */
function withinReach(window: Window, now: string): Window {
  const earliest = daysBefore(now, MOST_DAYS_BACK);
  return window.from < earliest && earliest < window.to ? { ...window, from: earliest } : window;
}

/** A conflict here means that another generation holds the one place there is, just as the quota error does. */
async function sendStart(client: AccessAnalyzerClient, command: StartPolicyGenerationCommand) {
  try {
    return await client.send(command);
  } catch (error) {
    if (errorName(error) !== "ConflictException") throw error;
    throw new QuotaExceededError(START, error instanceof Error ? error.message : "another generation is running.", { cause: error });
  }
}

function generationStatus({ jobDetails, generatedPolicyResult }: GetGeneratedPolicyCommandOutput): GenerationStatus {
  const status = jobDetails?.status;
  if (status === undefined || status === "IN_PROGRESS") return { status: "IN_PROGRESS" };
  if (status !== "SUCCEEDED") {
    const { code = status, message = "Access Analyzer gave no reason." } = jobDetails?.jobError ?? {};
    return { status, code, message };
  }
  const documents = (generatedPolicyResult?.generatedPolicies ?? []).map(({ policy }) => policy ?? "{}");
  const isComplete = generatedPolicyResult?.properties?.isComplete ?? false;
  return { status, result: { kind: "documents", documents, isComplete } };
}
