import { expect, test } from "vitest";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { portsOver } from "../../steps/ports.ts";

const RETAINED = [
  "AmazonSSMManagedInstanceCore",
  "AmazonS3ReadOnlyAccess",
  "AmazonEC2ReadOnlyAccess",
  "AmazonSNSReadOnlyAccess",
  "AmazonRDSReadOnlyAccess",
  "AmazonVPCReadOnlyAccess",
  "AWSLambda_ReadOnlyAccess",
  "AWSCloudTrail_ReadOnlyAccess",
];
const used = (...Action: readonly string[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action, Resource: "*" } });

test.each([
  ["with nine policies", [...RETAINED, "AmazonSQSFullAccess"], undefined],
  ["with ten", [...RETAINED, "AmazonDynamoDBReadOnlyAccess", "AmazonSQSFullAccess"], "has room for 0"],
])("a role %s: nobody is asked about what cannot be carried out", async (_, policies, refused) => {
  const ports = portsOver([{ name: "A", policies }]);
  const { reviews } = await discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input: {} });
  const reviewId = reviews[0]?.reviewId ?? "";
  await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [used("sqs:SendMessage")], isComplete: true });
  const asking = proposePolicy(ports, { reviewId });
  if (refused) await expect(asking).rejects.toThrow(refused);
  else expect(await asking).toMatchObject({ next: "ask" });
});
