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

const TEN = [...RETAINED, "AmazonDynamoDBReadOnlyAccess", "AmazonSQSFullAccess"];

/** A document of about so many characters. */
const LONG = JSON.parse(used(`s3:${"x".repeat(10_150)}`));

test.each([
  ["with nine policies", { policies: [...RETAINED, "AmazonSQSFullAccess"] }, undefined],
  ["with ten", { policies: TEN }, undefined],
  ["with ten and no room for inline policies", { policies: TEN, inline: { long: LONG } }, "has room for 0 more managed policies and"],
])("a role %s: nobody is asked about what cannot be carried out", async (_, role, refused) => {
  const ports = portsOver([{ name: "A", ...role }]);
  const { reviews } = await discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input: {} });
  const reviewId = reviews[0]?.reviewId ?? "";
  await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [used("sqs:SendMessage")], isComplete: true });
  const asking = proposePolicy(ports, { reviewId });
  if (refused) await expect(asking).rejects.toThrow(refused);
  else expect(await asking).toMatchObject({ next: "ask" });
});
