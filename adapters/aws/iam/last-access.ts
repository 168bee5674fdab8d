import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  IAMClient,
  type GetServiceLastAccessedDetailsCommandOutput as Page,
  type ServiceLastAccessed,
  type TrackedActionLastAccessed,
} from "@aws-sdk/client-iam";
import { actionOf } from "#core/aws/names.ts";
import { ServiceFaultError, ThrottledError, WhittleError } from "#core/errors.ts";
import type { ActionLastAccessed, LastAccessed } from "#core/evidence/last-accessed.ts";
import type { LastAccessReport, LastAccessReports, LatestUse } from "#core/review/ports/iam.ts";
import type { Pauses } from "#core/review/ports/machine.ts";
import type { NoLastAccess } from "#core/usage/evidence-gap.ts";
import { timerPauses } from "../../machine.ts";
import { clientSettings } from "../client-settings.ts";
import { call } from "../errors.ts";

/** Seconds between looks at a report that IAM is making: most take a few. */
const WAITS = [1, 1, 2, 3, 5, 8, 10];
const ASK = "iam:GenerateServiceLastAccessedDetails";

/**
 * Service last accessed details, with the management actions that IAM tracks (IAM API Reference, GenerateServiceLastAccessedDetails,
 * Granularity). They are evidence that a review can do
 * without: whatever keeps IAM from giving them, but for throttling, is a reason and no error.
 */
export function iamLastAccess(client = new IAMClient(clientSettings), pauses: Pauses = timerPauses): LastAccessReports {
  return {
    async ofRole(roleArn) {
      try {
        return await report(client, pauses, roleArn);
      } catch (error) {
        if (!(error instanceof WhittleError) || error instanceof ThrottledError) throw error;
        return { missing: reasonOf(error) };
      }
    },
  };
}

/** In AWS, IAM alone is asked. */
export function iamLatestUse(reports: LastAccessReports): LatestUse {
  return { ofRole: async (roleArn) => ({ report: await reports.ofRole(roleArn), logged: [] }) };
}

/** An approver reads it: what is wrong on the side of AWS, they need not know. */
function reasonOf(error: WhittleError): NoLastAccess {
  return error instanceof ServiceFaultError ? { id: "aws-fault" } : { id: "not-answered", error: error.message };
}

async function report(client: IAMClient, pauses: Pauses, roleArn: string): Promise<LastAccessReport> {
  const jobId = await askForReport(client, roleArn);
  for (const seconds of WAITS) {
    const answer = await readReport(client, jobId);
    if (answer !== "in-progress") return answer;
    await pauses.pause(seconds);
  }
  return { missing: { id: "not-ready" } };
}

/** The id of the job with which IAM makes a report on the role. Throws a typed error where IAM does not take it. */
export async function askForReport(client: IAMClient, roleArn: string): Promise<string> {
  const command = new GenerateServiceLastAccessedDetailsCommand({ Arn: roleArn, Granularity: "ACTION_LEVEL" });
  const { JobId } = await call(ASK, () => client.send(command));
  if (JobId === undefined) throw new ServiceFaultError(ASK, "the answer holds no job.");
  return JobId;
}

/** What came of the job: the report, or why there is none. Throws a typed error where IAM does not answer. */
export async function readReport(client: IAMClient, jobId: string): Promise<LastAccessReport | "in-progress"> {
  const page = await read(client, jobId);
  if (page.JobStatus === "COMPLETED") return { services: await allServices(client, jobId, page) };
  if (page.JobStatus !== "FAILED") return "in-progress";
  return { missing: { id: "failed", ...(page.Error?.Message === undefined ? {} : { error: page.Error.Message }) } };
}

async function allServices(client: IAMClient, jobId: string, first: Page): Promise<readonly LastAccessed[]> {
  const found: LastAccessed[] = [];
  for (let page = first; ; page = await read(client, jobId, page.Marker)) {
    found.push(...(page.ServicesLastAccessed ?? []).flatMap(used));
    if (!page.IsTruncated) return found;
  }
}

function read(client: IAMClient, jobId: string, marker?: string): Promise<Page> {
  return call("iam:GetServiceLastAccessedDetails", () =>
    client.send(new GetServiceLastAccessedDetailsCommand({ JobId: jobId, MaxItems: 1000, Marker: marker })),
  );
}

/** A service that was never used has no time, nor has an action. */
function used({ ServiceNamespace: service, LastAuthenticated: at, TrackedActionsLastAccessed }: ServiceLastAccessed): LastAccessed[] {
  if (service === undefined || at === undefined) return [];
  const actions = (TrackedActionsLastAccessed ?? []).flatMap((tracked) => actionUsed(service, tracked));
  return [{ service, at: at.toISOString(), actions, ...trackedOf(service, TrackedActionsLastAccessed ?? []) }];
}

/** A report that names an action which was not used names all that IAM tracks. */
function trackedOf(service: string, actions: readonly TrackedActionLastAccessed[]): Pick<LastAccessed, "tracked"> {
  if (!actions.some(({ LastAccessedTime }) => LastAccessedTime === undefined)) return {};
  return { tracked: actions.flatMap(({ ActionName }) => (ActionName === undefined ? [] : [`${service}:${ActionName}`])) };
}

function actionUsed(
  service: string,
  { ActionName, LastAccessedTime, LastAccessedRegion }: TrackedActionLastAccessed,
): ActionLastAccessed[] {
  if (ActionName === undefined || LastAccessedTime === undefined) return [];
  const region = LastAccessedRegion === undefined ? {} : { region: LastAccessedRegion };
  return [{ action: actionOf(service, ActionName), at: LastAccessedTime.toISOString(), ...region }];
}
