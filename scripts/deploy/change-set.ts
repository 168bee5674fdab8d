import { setTimeout } from "node:timers/promises";
import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type Parameter,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { DeploymentFailedError } from "./errors.ts";

const PAUSE_MS = 3000;

export interface Deployment {
  readonly name: string;
  readonly templateUrl: string;
  /** Those that have no value here keep the one that the stack has, or the template's default. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The names of all parameters of the template. */
  readonly known: readonly string[];
}

/** The stack of this name; undefined where there is none, or nothing of it yet. */
export async function stackNamed(client: CloudFormationClient, StackName: string): Promise<Stack | undefined> {
  try {
    const [stack] = (await client.send(new DescribeStacksCommand({ StackName }))).Stacks ?? [];
    return stack?.StackStatus === "REVIEW_IN_PROGRESS" ? undefined : stack;
  } catch (error) {
    // CloudFormation says so with no code of its own (CloudFormation API Reference, "DescribeStacks").
    if (error instanceof Error && error.name === "ValidationError") return undefined;
    throw error;
  }
}

/** Creates or updates the stack and waits for its end. Gives false where there is nothing to change. Throws DeploymentFailedError. */
export async function deployStack(client: CloudFormationClient, deployment: Deployment, tell: (line: string) => void): Promise<boolean> {
  const { name: StackName, templateUrl: TemplateURL } = deployment;
  const before = await stackNamed(client, StackName);
  const ChangeSetName = `whittle-${Date.now()}`;
  await client.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName,
      ChangeSetType: before ? "UPDATE" : "CREATE",
      TemplateURL,
      Parameters: parametersOf(deployment, before),
      Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    }),
  );
  if (!(await isPrepared(client, StackName, ChangeSetName))) return false;
  const since = Date.now();
  await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }));
  tell(`${before ? "Updating" : "Creating"} the stack ${StackName}. This takes some minutes.`);
  await untilEnded(client, StackName, since);
  return true;
}

function parametersOf({ parameters, known }: Deployment, before: Stack | undefined): Parameter[] {
  const kept = new Set((before?.Parameters ?? []).flatMap(({ ParameterKey }) => ParameterKey ?? []));
  return known.flatMap((ParameterKey): Parameter[] => {
    const ParameterValue = parameters[ParameterKey];
    if (ParameterValue !== undefined) return [{ ParameterKey, ParameterValue }];
    return kept.has(ParameterKey) ? [{ ParameterKey, UsePreviousValue: true }] : [];
  });
}

/** A change set without changes fails, and only its reason says why (CloudFormation User Guide, "Create change sets"). */
async function isPrepared(client: CloudFormationClient, StackName: string, ChangeSetName: string): Promise<boolean> {
  for (;;) {
    const { Status, StatusReason = "" } = await client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName }));
    if (Status === "CREATE_COMPLETE") return true;
    if (Status === "FAILED") {
      if (/didn't contain changes|No updates are to be performed/.test(StatusReason)) return false;
      throw new DeploymentFailedError(`CloudFormation refuses the change of stack ${StackName}: ${StatusReason}`);
    }
    await setTimeout(PAUSE_MS);
  }
}

async function untilEnded(client: CloudFormationClient, StackName: string, since: number): Promise<void> {
  for (;;) {
    const [stack] = (await client.send(new DescribeStacksCommand({ StackName }))).Stacks ?? [];
    const status = stack?.StackStatus ?? "";
    if (status === "CREATE_COMPLETE" || status === "UPDATE_COMPLETE" || status === "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS") return;
    if (/(FAILED|ROLLBACK_COMPLETE)$/.test(status)) {
      const reasons = await failures(client, StackName, since);
      throw new DeploymentFailedError(
        `The stack ${StackName} ended as ${status}:\n${reasons.join("\n")}${status === "ROLLBACK_COMPLETE" ? `\nDelete what is left of it before you try again: aws cloudformation delete-stack --stack-name ${StackName}` : ""}`,
      );
    }
    await setTimeout(PAUSE_MS);
  }
}

/** What failed since then, the cause first: what is cancelled for it comes after. */
async function failures(client: CloudFormationClient, StackName: string, since: number): Promise<readonly string[]> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  const failed = StackEvents.filter(
    ({ ResourceStatus = "", ResourceStatusReason = "", Timestamp }) =>
      ResourceStatus.endsWith("_FAILED") && !/cancelled/i.test(ResourceStatusReason) && (Timestamp?.getTime() ?? 0) >= since - 60_000,
  );
  return failed.toReversed().map(({ LogicalResourceId, ResourceStatusReason }) => `  ${LogicalResourceId}: ${ResourceStatusReason}`);
}
