import { describe, expect, test } from "vitest";
import {
  deniedActions,
  deniedEntry,
  dueDenials,
  isCounted,
  isFull,
  MOST_COUNTED,
  MOST_NOTED,
  secondsToNextMessage,
} from "#core/review/change/watch/denied.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";

const AT = "2026-11-28T10:00:00.000Z";
const LONG = "x".repeat(1000);
const call = {
  action: "sqs:SendMessage",
  resources: ["arn:aws:sqs:eu-west-1:111122223333:jobs"],
  at: AT,
  region: "eu-west-1",
  session: "i-1",
  address: "198.51.100.7",
  userAgent: "aws-sdk-go",
};
const noted = (action: string, eventId: string): JournalEntry => deniedEntry({ ...call, action }, eventId, AT);
const many = (count: number, action = call.action) => Array.from({ length: count }, (_, index) => noted(action, `${action}-${index}`));

describe("what the journal keeps of a denied call", () => {
  test("is the call, as far as a person needs to know it again", () => {
    const { at: _, ...said } = call;
    expect(deniedEntry(call, "e-1", "2026-11-28T10:05:00.000Z")).toEqual({
      kind: "denied",
      ...said,
      eventId: "e-1",
      at: "2026-11-28T10:05:00.000Z",
    });
  });

  test("is no more than 300 characters of each word, and 20 resources", () => {
    const { resources, ...entry } = deniedEntry(
      {
        ...call,
        resources: Array.from({ length: 25 }, (_, index) => `${index} ${LONG}`),
        session: LONG,
        address: LONG,
        region: LONG,
        userAgent: LONG,
      },
      "e-1",
      AT,
    );
    expect(resources.map((text) => [text.length, text.slice(0, 2).trim()])).toEqual(
      Array.from({ length: 20 }, (_, index) => [300, `${index}`]),
    );
    for (const word of [entry.session, entry.address, entry.region, entry.userAgent]) expect(word).toHaveLength(300);
  });
});

describe("a denied call is not counted again", () => {
  test.each<[string, readonly JournalEntry[], boolean]>([
    ["where the journal holds this very call", [noted(call.action, "e-1")], true],
    ["but where it holds another call of the action", [noted(call.action, "e-2")], false],
    ["but where another action has the event's id", [noted("sqs:PurgeQueue", "e-1")], false],
    ["where there are as many of the action as are counted", many(MOST_COUNTED), true],
    ["but where there is one less", many(MOST_COUNTED - 1), false],
    [
      "where there are as many in all as are kept",
      [..."abcdef"].flatMap((name) => many(MOST_COUNTED, `s3:${name}`)).slice(0, MOST_NOTED),
      true,
    ],
  ])("%s", (_, journal, expected) => {
    expect(isCounted(journal, call, "e-1")).toBe(expected);
  });

  test("and a journal is full with as many as are kept, and not before", () => {
    const full = [..."abcdef"].flatMap((name) => many(MOST_COUNTED, `s3:${name}`)).slice(0, MOST_NOTED);
    expect([isFull(full), isFull(full.slice(1))]).toEqual([true, false]);
  });
});

test("denied calls are told by action, with their number and the last of them", () => {
  const journal = [noted("sqs:SendMessage", "e-1"), noted("sqs:PurgeQueue", "e-2"), noted("sqs:SendMessage", "e-3")];
  expect(deniedActions(journal).map(({ count, last }) => [last.action, count, last.eventId])).toEqual([
    ["sqs:SendMessage", 2, "e-3"],
    ["sqs:PurgeQueue", 1, "e-2"],
  ]);
});

test("an action that a message named before is told again at its tenth call, but is not new: what gives it back did so", () => {
  const told: JournalEntry = { kind: "denied-told", at: AT, calls: 1 };
  const before = [...many(1), told, ...many(10).slice(1), noted("sqs:PurgeQueue", "e-2")];
  const { messages, actions, fresh, calls } = dueDenials(before);
  expect({ messages, fresh, calls, actions: actions.map(({ count, last }) => [last.action, count]) }).toEqual({
    messages: 1,
    fresh: ["sqs:PurgeQueue"],
    calls: 11,
    actions: [
      ["sqs:SendMessage", 10],
      ["sqs:PurgeQueue", 1],
    ],
  });
});

test("an action counts as told by the last message, however many went out before", () => {
  const told = (calls: number): JournalEntry => ({ kind: "denied-told", at: AT, calls });
  expect(dueDenials([...many(1), told(1), ...many(10).slice(1), told(10)])).toMatchObject({ messages: 2, actions: [], calls: 10 });
  expect(dueDenials([...many(1), told(1), ...many(9).slice(1)])).toMatchObject({ actions: [] });
  expect(dueDenials([...many(10), told(10), ...many(100).slice(10)]).actions.map(({ count }) => count)).toEqual([100]);
});

describe("the next message is due", () => {
  const told = (seconds: number): JournalEntry => ({
    kind: "denied-told",
    at: new Date(Date.parse(AT) - seconds * 1000).toISOString(),
    calls: 1,
  });
  test.each<[string, readonly JournalEntry[], number]>([
    ["in a minute, where none went out", [], 60],
    ["a quarter of an hour after the first", [told(0)], 900],
    ["in what is left of it", [told(600)], 300],
    ["in a minute at the least, so that calls that come together are told together", [told(890)], 60],
    ["in a minute, where it was due long ago", [told(86_400)], 60],
    ["an hour after the second", [told(5_000), told(600)], 3_000],
    ["an hour after each later one", [told(9_000), told(5_000), told(600)], 3_000],
  ])("%s", (_, journal, seconds) => {
    expect(secondsToNextMessage(journal, AT)).toBe(seconds);
  });
});
