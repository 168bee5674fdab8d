import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { AwsReadError } from "../bucket/errors.ts";

/** Starts a state machine under a name with an input; gives the execution's ARN. Throws AwsReadError. */
export async function startExecution(stateMachineArn: string, name: string, input: object, access: AwsAccess): Promise<string> {
  const client = new SFNClient(settingsOf(access));
  try {
    return (await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }))).executionArn ?? "";
  } catch (error) {
    throw new AwsReadError(`start of ${stateMachineArn}`, error);
  }
}
