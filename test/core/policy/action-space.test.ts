import { describe, expect, test } from "vitest";
import { places } from "#core/policy/action-set.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { catalogue } from "./catalogue.ts";

const space = actionSpace(catalogue);
const inSet = (patterns: readonly string[], kind: "only" | "except" = "only") =>
  places(space.ofPatterns({ kind, patterns })).map((place) => space.names[place] ?? "");
const statement = (text: Readonly<Record<string, unknown>>) => {
  const [first] = parsePolicy({ Version: "2012-10-17", Statement: { Effect: "Allow", Resource: "*", ...text } }, "a policy").statements;
  if (!first) throw new Error("no statement");
  return first;
};
const ofStatement = (text: Readonly<Record<string, unknown>>) =>
  places(space.ofStatement(statement(text))).map((place) => space.names[place] ?? "");

describe("the actions that a statement is about", () => {
  test("a full name in any letter case is one action", () => {
    expect(ofStatement({ Action: "SQS:sendmessage" })).toEqual(["sqs:SendMessage"]);
  });

  test("two full names are both", () => {
    expect(ofStatement({ Action: ["sqs:SendMessage", "sqs:DeleteMessage"] })).toEqual(["sqs:DeleteMessage", "sqs:SendMessage"]);
  });

  test("a full name beside a wildcard, of * as of ?, adds to it", () => {
    expect(ofStatement({ Action: ["sqs:SendMessage", "sqs:Delete*"] })).toEqual([
      "sqs:DeleteMessage",
      "sqs:DeleteQueue",
      "sqs:SendMessage",
    ]);
    expect(ofStatement({ Action: ["sqs:SendMessage", "sqs:DeleteQueu?"] })).toEqual(["sqs:DeleteQueue", "sqs:SendMessage"]);
  });

  test("NotAction with one name is everything but that", () => {
    const all = ofStatement({ NotAction: "sqs:SendMessage" });
    expect(all).toHaveLength(space.names.length - 1);
    expect(all).not.toContain("sqs:SendMessage");
  });

  test("none where nothing of that name is known", () => {
    expect([ofStatement({ Action: "sqs:Teleport" }), ofStatement({ Action: [] })]).toEqual([[], []]);
  });

  test("the same statement read twice gives the same, and another one its own", () => {
    const [one, other] = [
      statement({ Action: ["sqs:SendMessage", "sqs:DeleteQueue"] }),
      statement({ Action: ["sns:Publish", "sns:ListTopics"] }),
    ];
    const names = (each: typeof one) => places(space.ofStatement(each)).map((place) => space.names[place]);
    expect([names(one), names(other), names(one)]).toEqual([
      ["sqs:DeleteQueue", "sqs:SendMessage"],
      ["sns:ListTopics", "sns:Publish"],
      ["sqs:DeleteQueue", "sqs:SendMessage"],
    ]);
  });
});

describe("names that the catalogue does not know", () => {
  test("are told, with wildcards and without", () => {
    const patterns = ["sqs:SendMessage", "sqs:Teleport", "sqs:Tele*", "sqs:Tele?ort", "sqs:Send*"];
    expect(space.unknown({ kind: "only", patterns })).toEqual(["sqs:Teleport", "sqs:Tele*", "sqs:Tele?ort"]);
  });

  test("are none where they are only excepted", () => {
    expect(space.unknown({ kind: "except", patterns: ["sqs:Teleport"] })).toEqual([]);
  });
});

describe("the places of a service", () => {
  test("are those of all its actions and of no other's", () => {
    const { from, to } = space.placesOf("sqs");
    expect(space.names.slice(from, to)).toEqual(inSet(["sqs:*"]));
    expect([space.names[from - 1], space.names[to]].map((name) => name?.split(":")[0])).not.toContain("sqs");
  });

  test("are none of a service that is not known", () => {
    expect(space.placesOf("teleport")).toEqual({ service: "teleport", from: 0, to: 0 });
  });
});

test("each action's pair of service and access level is the catalogue's, and each pair has one number", () => {
  const wrong = space.names.filter((name, place) => {
    const { service, level } = space.levels[space.levelOf[place] ?? -1] ?? {};
    return service !== name.split(":")[0] || level !== catalogue.find(name)?.level;
  });
  expect(wrong).toEqual([]);
  expect(new Set(space.levels.map(({ service, level }) => `${service} ${level}`)).size).toBe(space.levels.length);
});

test("there is one space of a catalogue", () => {
  expect(actionSpace(catalogue)).toBe(space);
});
