import type { OfflineAws } from "./offline-aws.ts";
import type { DeployedStack } from "./stack.ts";

interface Fault {
  readonly service: string;
  readonly action: string;
  readonly code: string;
  readonly times: number;
  readonly status?: number;
}

/** More than the SDK tries by itself: the workflow must try again. */
const PAST_THE_SDK = 7;

/** What a rehearsal sets up and takes down. */
export const RULE_FAULTS: readonly Fault[] = ["PutRule", "PutTargets", "RemoveTargets", "DeleteRule"].map((action) => ({
  ...{ service: "events", action, code: "ThrottlingException", times: 2 },
}));

/** What whittle uninstall turns off. */
export const SCHEDULE_FAULTS: readonly Fault[] = ["GetSchedule", "UpdateSchedule"].map((action) => ({
  ...{ service: "scheduler", action, code: "ThrottlingException", times: 1, status: 429 },
}));

/** Every service that a cycle calls, slow at the start, in its own words. */
const FAULTS: readonly Fault[] = [
  { service: "iam", action: "GetAccountAuthorizationDetails", code: "Throttling", times: PAST_THE_SDK },
  { service: "iam", action: "GetRole", code: "Throttling", times: 2 },
  { service: "iam", action: "CreatePolicy", code: "Throttling", times: 2 },
  { service: "iam", action: "AttachRolePolicy", code: "Throttling", times: 2 },
  { service: "iam", action: "DetachRolePolicy", code: "Throttling", times: 2 },
  { service: "access-analyzer", action: "ListPolicyGenerations", code: "ThrottlingException", times: 1 },
  { service: "access-analyzer", action: "StartPolicyGeneration", code: "ThrottlingException", times: 1 },
  { service: "access-analyzer", action: "GetGeneratedPolicy", code: "ThrottlingException", times: 1 },
  { service: "access-analyzer", action: "ValidatePolicy", code: "ThrottlingException", times: 1 },
  { service: "access-analyzer", action: "CheckNoNewAccess", code: "ThrottlingException", times: 1 },
  { service: "dynamodb", action: "GetItem", code: "ProvisionedThroughputExceededException", times: 3 },
  { service: "dynamodb", action: "TransactWriteItems", code: "ThrottlingException", times: 3 },
  { service: "dynamodb", action: "PutItem", code: "RequestLimitExceeded", times: 2 },
  { service: "kms", action: "GenerateMac", code: "ThrottlingException", times: 2 },
  { service: "kms", action: "VerifyMac", code: "ThrottlingException", times: 2 },
  { service: "sns", action: "Publish", code: "Throttled", times: 2, status: 429 },
  { service: "states", action: "StartExecution", code: "ThrottlingException", times: 2 },
  { service: "states", action: "SendTaskSuccess", code: "ThrottlingException", times: 2 },
  { service: "lambda", action: "InvokeFunction", code: "TooManyRequestsException", times: 4, status: 429 },
];

/** Injects the faults of one service; `states` comes after the start of a cycle, which must itself get through. */
export async function throttle(aws: OfflineAws, services: (service: string) => boolean): Promise<void> {
  await inject(
    aws,
    FAULTS.filter(({ service }) => services(service)),
  );
}

export async function inject(aws: OfflineAws, faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) await aws.control("inject", fault);
}

/** The faults that no call has met yet. */
export async function unmetFaults(stack: DeployedStack, faults = FAULTS): Promise<readonly Fault[]> {
  const calls = await stack.calls();
  return faults.filter(({ service, action, code, times }) => {
    const met = calls.filter((call) => call.service === service && call.action === action && (call.error === code || call.status === 429));
    return met.length < times;
  });
}
