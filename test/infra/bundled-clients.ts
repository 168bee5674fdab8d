/** What test/infra/bundled-clients.test.ts bundles as the functions are. */
export { DynamoDBClient } from "@aws-sdk/client-dynamodb";
export { transact } from "#adapters/aws/dynamodb/table.ts";
export { kmsSigner } from "#adapters/aws/kms/signer.ts";
