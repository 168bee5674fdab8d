import { describe, expect, test } from "vitest";
import type { RecordChange } from "#core/review/audit/record-change.ts";
import { streamHandler } from "#functions/stream-handler.ts";

const record = (sk: string, images: object, id = "e1") => ({
  eventID: id,
  eventName: "MODIFY",
  dynamodb: {
    ApproximateCreationDateTime: 1_795_860_000,
    Keys: { pk: { S: "REVIEW#r1" }, sk: { S: sk } },
    SequenceNumber: `sequence of ${id}`,
    ...images,
  },
});

describe("the table's stream", () => {
  test("is taken in order, with the text before and after", async () => {
    const taken: RecordChange[] = [];
    const handler = streamHandler(async (change) => void taken.push(change), fail);
    const images = { OldImage: { review: { S: "old" }, revision: { N: "1" } }, NewImage: { review: { S: "new" }, revision: { N: "2" } } };
    const Records = [record("REVIEW", images), record("JOURNAL#00000001", { NewImage: { entry: { S: "text" } } }, "e2")];
    expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
    const at = new Date(1_795_860_000_000).toISOString();
    expect(taken).toEqual([
      { id: "e1", reviewId: "r1", place: "REVIEW", at, before: "old", after: "new" },
      { id: "e2", reviewId: "r1", place: "JOURNAL#00000001", at, after: "text" },
    ]);
  });

  test("a document, and the counter of the journal, are passed over", async () => {
    const handler = streamHandler(() => Promise.reject(new Error("taken")), fail);
    const Records = ["DOCUMENT#proposal", "PART#proposal#x#0000", "JOURNAL"].map((sk) => record(sk, { NewImage: {} }));
    expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
  });

  test("an item of another form comes as an empty text, which nobody wrote", async () => {
    const taken: RecordChange[] = [];
    await streamHandler(
      async (change) => void taken.push(change),
      fail,
    )({ Records: [record("REVIEW", { NewImage: { review: { N: "1" } } })] });
    expect(taken).toMatchObject([{ after: "" }]);
  });

  test("stops at the first that fails, so that it and what follows come again", async () => {
    const taken: string[] = [];
    const faults: unknown[] = [];
    const handler = streamHandler(
      async ({ id }) => {
        if (id === "e2") throw new Error("no");
        taken.push(id);
      },
      (fault) => faults.push(fault),
    );
    const Records = ["e1", "e2", "e3"].map((id) => record("REVIEW", { NewImage: { review: { S: "x" } } }, id));
    expect(await handler({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: "sequence of e2" }] });
    expect([taken, faults.length]).toEqual([["e1"], 1]);
  });
});

function fail(fault: unknown): void {
  throw fault;
}
