import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { parseArn } from "#core/aws/arn.ts";
import { WhittleError } from "#core/errors.ts";
import type { Stack } from "#core/review/doctor/facts.ts";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { AwsReadError } from "../bucket/errors.ts";

/** CloudFormation knows no such stack, or the stack is not one of Whittle's. */
class StackNotFoundError extends WhittleError {
  readonly code = "stack-not-found";
  constructor(name: string, detail: string) {
    super(`stack ${name}: ${detail}. Name the stack that template.yaml was deployed as, and its region: --stack NAME --region REGION`);
  }
}

/** The stack was deployed before its outputs named all that a command needs. */
class StackTooOldError extends WhittleError {
  readonly code = "stack-too-old";
  constructor(name: string, output: string) {
    super(`stack ${name}: it has no output ${output}, so an older version of Whittle made it. Update the stack first: npm run deploy`);
  }
}

/** An output that every stack has which this version of the template made. Throws StackTooOldError. */
export function outputOf({ name, outputs }: Pick<Stack, "name" | "outputs">, key: string): string {
  const value = outputs[key];
  if (value === undefined) throw new StackTooOldError(name, key);
  return value;
}

/** A deployed stack with its parameters and outputs. Throws StackNotFoundError, and AwsReadError where CloudFormation does not answer. */
export async function describeStack(
  name: string,
  access: AwsAccess,
  client = new CloudFormationClient(settingsOf(access)),
): Promise<Stack> {
  const found = await describe(name, client);
  const outputs = Object.fromEntries((found?.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
  const { region = "", account = "" } = parseArn(outputs.ReviewCycleArn ?? "") ?? {};
  if (outputs.ReviewTableName === undefined || account === "")
    throw new StackNotFoundError(name, found ? "it is not a stack of Whittle, or its deployment never completed" : "there is none");
  return {
    name,
    region,
    account,
    status: found?.StackStatus ?? "",
    parameters: Object.fromEntries(
      (found?.Parameters ?? []).map(({ ParameterKey = "", ParameterValue = "" }) => [ParameterKey, ParameterValue]),
    ),
    outputs,
  };
}

async function describe(name: string, client: CloudFormationClient) {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    // CloudFormation says so with no code of its own (CloudFormation API Reference, "DescribeStacks").
    if (error instanceof Error && error.name === "ValidationError") return undefined;
    throw new AwsReadError(`stack ${name}`, error);
  }
}
