import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { eventBridgeCopies } from "#adapters/aws/event-bridge-copies.ts";
import { s3Copies } from "#adapters/aws/s3-copies.ts";
import { NotAuthorizedError, ServiceFaultError } from "#core/errors.ts";
import { auditEntry } from "#test/core/review/audit/entry.ts";

const bus = mockClient(EventBridgeClient);
const bucket = mockClient(S3Client);
const entry = auditEntry({ kind: "decision", verdict: "approved", final: true, person: { by: "ann" }, proposalHash: "h" });

beforeEach(() => {
  bus.reset();
  bucket.reset();
});

describe("events", () => {
  const copies = eventBridgeCopies(new EventBridgeClient({}));

  test("say in Whittle's name what kind of entry they are, and of which role", async () => {
    bus.on(PutEventsCommand).resolves({ Entries: [{ EventId: "1" }] });
    await copies.send(entry);
    expect(bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries).toEqual([
      {
        Source: "whittle",
        DetailType: "Whittle Decision",
        Resources: [entry.role],
        Time: new Date(entry.at),
        Detail: JSON.stringify(entry),
      },
    ]);
  });

  test("that EventBridge did not take are sent again", async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: "InternalFailure", ErrorMessage: "no" }] });
    await expect(copies.send(entry)).rejects.toThrow(ServiceFaultError);
  });
});

describe("objects", () => {
  const copies = s3Copies("audit", "111122223333/eu-central-1/whittle", new S3Client({}));

  test("stand by day and sequence, and overwrite none", async () => {
    bucket.on(PutObjectCommand).resolves({});
    await copies.send(entry);
    expect(bucket.call(0).args[0].input).toMatchObject({
      Bucket: "audit",
      Key: "111122223333/eu-central-1/whittle/2026/11/28/000000000012.json",
      IfNoneMatch: "*",
      Body: JSON.stringify(entry),
    });
  });

  test("that are there already are left as they are", async () => {
    bucket.on(PutObjectCommand).rejects(Object.assign(new Error("there"), { name: "PreconditionFailed" }));
    await expect(copies.send(entry)).resolves.toBeUndefined();
  });

  test("that the bucket refuses are sent again", async () => {
    bucket.on(PutObjectCommand).rejects(Object.assign(new Error("no"), { name: "AccessDenied" }));
    await expect(copies.send(entry)).rejects.toThrow(NotAuthorizedError);
  });
});
