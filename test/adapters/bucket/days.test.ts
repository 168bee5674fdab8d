import * as v from "valibot";
import { expect, test } from "vitest";
import { parseBucketAddress } from "#adapters/bucket/address.ts";
import { mayHold } from "#adapters/bucket/days.ts";
import cases from "./days.cases.json" with { type: "json" };

const Case = v.object({ folder: v.string(), from: v.exactOptional(v.string()), to: v.exactOptional(v.string()), isRead: v.boolean() });

test.each(v.parse(v.array(Case), cases))("$folder, from $from to $to, is read: $isRead", ({ folder, isRead, from, to }) => {
  const window = {
    ...(from === undefined ? {} : { from: `${from}T00:00:00.000Z` }),
    ...(to === undefined ? {} : { to: `${to}T23:59:59.999Z` }),
  };
  expect(mayHold(folder, window)).toBe(isRead);
});

test.each([
  ["s3://my-trail", { bucket: "my-trail", prefix: "" }],
  ["s3://my.trail/", { bucket: "my.trail", prefix: "" }],
  ["s3://my-trail/org/AWSLogs", { bucket: "my-trail", prefix: "org/AWSLogs" }],
  ["s3://my-trail/a//b c", { bucket: "my-trail", prefix: "a//b c" }],
  ["s3://", undefined],
  ["s3://Under_score/x", undefined],
  ["trail", undefined],
])("%s is the address %j", (text, address) => {
  expect(parseBucketAddress(text)).toEqual(address);
});
