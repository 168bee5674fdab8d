import { SFNClient } from "@aws-sdk/client-sfn";
import type { Restores } from "#core/review/ports/workflow.ts";
import { clientSettings } from "../client-settings.ts";
import { startOnce } from "./start-once.ts";

/** Starts role-restore, once under a name. */
export function sfnRestores(stateMachineArn: string, client = new SFNClient(clientSettings)): Restores {
  return {
    start: (name, input) => startOnce(client, stateMachineArn, { name, input }),
    command: (input) =>
      `aws stepfunctions start-execution --state-machine-arn ${stateMachineArn} --input '${JSON.stringify(input).replaceAll("'", "'\\''")}'`,
  };
}
