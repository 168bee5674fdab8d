import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { ServiceFaultError } from "#core/errors.ts";
import { DETAIL_TYPES } from "#core/review/audit/event.ts";
import type { AuditCopies } from "#core/review/ports/audit.ts";
import { clientSettings } from "./client-settings.ts";
import { call } from "./errors.ts";

/** Each entry as an event on the account's default bus. Its id is the same at each delivery. */
export function eventBridgeCopies(client = new EventBridgeClient(clientSettings)): AuditCopies {
  return {
    async send(entry) {
      const event = {
        Source: "whittle",
        DetailType: DETAIL_TYPES[entry.event.kind],
        Detail: JSON.stringify(entry),
        Time: new Date(entry.at),
        ...(entry.role === undefined ? {} : { Resources: [entry.role] }),
      };
      const { Entries = [] } = await call("events:PutEvents", () => client.send(new PutEventsCommand({ Entries: [event] })));
      const failed = Entries.find(({ ErrorCode }) => ErrorCode !== undefined);
      if (failed) throw new ServiceFaultError("events:PutEvents", `${failed.ErrorCode}: ${failed.ErrorMessage}`);
    },
  };
}
