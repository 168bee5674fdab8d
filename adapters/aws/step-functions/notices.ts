import { SFNClient } from "@aws-sdk/client-sfn";
import type { Notices } from "#core/review/ports/workflow.ts";
import { clientSettings } from "../client-settings.ts";
import { startOnce } from "./start-once.ts";

/** Starts tell-denied, once under a name. */
export function sfnNotices(stateMachineArn: string, client = new SFNClient(clientSettings)): Notices {
  return { start: (name, input) => startOnce(client, stateMachineArn, { name, input }) };
}
