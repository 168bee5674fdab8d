import { SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";
import { CallbackGoneError } from "#core/review/errors.ts";
import type { Callbacks } from "#core/review/ports/workflow.ts";
import { clientSettings } from "../client-settings.ts";
import { call, errorName } from "../errors.ts";

/** The task ended, or its time did (Step Functions API Reference, "SendTaskSuccess"). */
const GONE = new Set(["TaskTimedOut", "TaskDoesNotExist"]);

/** Step Functions' side of a task that waits. A task that has ended meanwhile is a CallbackGoneError. */
export function sfnCallbacks(client = new SFNClient(clientSettings)): Callbacks {
  return {
    succeed: (taskToken, output) =>
      call("states:SendTaskSuccess", async () => {
        try {
          await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
        } catch (error) {
          throw GONE.has(errorName(error)) ? new CallbackGoneError() : error;
        }
      }),
  };
}
