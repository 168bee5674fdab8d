import { DynamoDBClient, UpdateContinuousBackupsCommand } from "@aws-sdk/client-dynamodb";
import { type OfflineAws, operator } from "./offline-aws.ts";

/** The template asks for point-in-time recovery of both tables; the offline AWS makes every table without it. */
export async function turnBackupsOn({ endpoint, outputs }: OfflineAws): Promise<void> {
  const client = new DynamoDBClient(operator(endpoint));
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  for (const TableName of [outputs.ReviewTableName, outputs.AuditTableName])
    await client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
}
