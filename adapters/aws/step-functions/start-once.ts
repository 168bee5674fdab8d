import { type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { call, errorName } from "../errors.ts";

/**
 * Starts an execution under a name; false where the name was used before. A name is used once for 90 days; while it runs, the same name
 * with the same input gives the same execution (Step Functions API Reference, "StartExecution").
 */
export function startOnce(
  client: SFNClient,
  stateMachineArn: string,
  { name, input }: { readonly name: string; readonly input: unknown },
): Promise<boolean> {
  return call("states:StartExecution", async () => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return true;
    } catch (error) {
      if (errorName(error) !== "ExecutionAlreadyExists") throw error;
      return false;
    }
  });
}
