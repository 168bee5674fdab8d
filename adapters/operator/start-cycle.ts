import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { AwsReadError } from "../bucket/errors.ts";

export interface CycleInput {
  readonly roleNames?: readonly string[];
  readonly dryRun?: true;
}

/** Starts a review cycle under a name; gives the execution's ARN. Throws AwsReadError. */
export async function startCycle(stateMachineArn: string, name: string, input: CycleInput, access: AwsAccess): Promise<string> {
  const client = new SFNClient(settingsOf(access));
  try {
    return (await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }))).executionArn ?? "";
  } catch (error) {
    throw new AwsReadError(`start of ${stateMachineArn}`, error);
  }
}
