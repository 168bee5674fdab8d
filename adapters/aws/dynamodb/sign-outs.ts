import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { SignOuts } from "#core/review/approval/sign-in/sign-outs.ts";
import { clientSettings } from "../client-settings.ts";
import { call } from "../errors.ts";
import { getItem, key } from "./table.ts";

const SESSION = "SESSION";

/** Ended sessions in the table of the record, each until it would be over by itself. */
export function dynamodbSignOuts(name: string, client = new DynamoDBClient(clientSettings)): SignOuts {
  return {
    async end(sessionId, until) {
      const expiresAt = { N: String(Math.ceil(Date.parse(until) / 1000)) };
      const Item = { ...key(`SESSION#${sessionId}`, SESSION), expiresAt };
      await call("dynamodb:PutItem", () => client.send(new PutItemCommand({ TableName: name, Item })));
    },
    isEnded: async (sessionId) => (await getItem({ name, client }, `SESSION#${sessionId}`, SESSION)) !== undefined,
  };
}
