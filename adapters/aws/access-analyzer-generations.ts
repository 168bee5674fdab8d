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
import { clientSettings } from "./client-settings.ts";
import { call, errorName } from "./errors.ts";

export interface TrailAccess {
  readonly trailArn: string;
  /** The role that Access Analyzer assumes to read the trail; infra/access-role.yaml makes it. */
  readonly accessRoleArn: string;
}

const START = "access-analyzer:StartPolicyGeneration";
const CHECK = "access-analyzer:GetGeneratedPolicy";

/** Policy generation over every region of the trail. */
export function accessAnalyzerGenerations(
  { trailArn, accessRoleArn }: TrailAccess,
  client = new AccessAnalyzerClient(clientSettings),
): PolicyGenerations {
  return {
    async start({ roleArn, window, clientToken }) {
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
      return { jobId };
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
