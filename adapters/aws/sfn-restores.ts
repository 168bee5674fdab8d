import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { Restores } from "#core/review/ports/workflow.ts";
import { clientSettings } from "./client-settings.ts";
import { call, errorName } from "./errors.ts";

/**
 * Starts role-restore. A name is used once for 90 days; while it runs, the same name with the same input gives the same execution
 * (Step Functions API Reference, "StartExecution").
 */
export function sfnRestores(stateMachineArn: string, client = new SFNClient(clientSettings)): Restores {
  return {
    start: (name, input) =>
      call("states:StartExecution", async () => {
        try {
          await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
          return true;
        } catch (error) {
          if (errorName(error) !== "ExecutionAlreadyExists") throw error;
          return false;
        }
      }),
    command: (input) =>
      `aws stepfunctions start-execution --state-machine-arn ${stateMachineArn} --input '${JSON.stringify(input).replaceAll("'", "'\\''")}'`,
  };
}
