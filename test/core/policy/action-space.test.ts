import { describe, expect, test } from "vitest";
import { fewestPatterns } from "#core/policy/action-patterns.ts";
import { places } from "#core/policy/action-set.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import { createCatalogue } from "#core/policy/catalogue-data.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { catalogue } from "./catalogue.ts";

const space = actionSpace(catalogue);
const inSet = (patterns: readonly string[], kind: "only" | "except" = "only") =>
  places(space.ofPatterns({ kind, patterns })).map((place) => space.nameAt(place));
const statement = (text: Readonly<Record<string, unknown>>) => {
  const [first] = parsePolicy({ Version: "2012-10-17", Statement: { Effect: "Allow", Resource: "*", ...text } }, "a policy").statements;
  if (!first) throw new Error("no statement");
  return first;
};
const ofStatement = (text: Readonly<Record<string, unknown>>) =>
  places(space.ofStatement(statement(text))).map((place) => space.nameAt(place));

test("of a whole service, however it is asked for, no action is read: hundreds of services are removed whole", () => {
  const read: string[] = [];
  const actionsOf = (service: string) => {
    read.push(service);
    return catalogue.actionsOf(service);
  };
  const counting = { ...catalogue, actionsOf };
  const own = actionSpace(counting);
  for (const patterns of [["sns:*"], ["sns:*", "sqs:*"], ["*"]])
    expect(places(own.ofPatterns({ kind: "only", patterns })).length).toBeGreaterThan(30);
  expect(fewestPatterns(["sns:*", "sqs:*"], counting).map(({ pattern }) => pattern)).toEqual(["sns:*", "sqs:*"]);
  expect(read).toEqual([]);
});

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
    expect(all).toHaveLength(space.size - 1);
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
    const names = (each: typeof one) => places(space.ofStatement(each)).map(space.nameAt);
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
    expect(Array.from({ length: to - from }, (_, at) => space.nameAt(from + at))).toEqual(inSet(["sqs:*"]));
    expect([from - 1, to].map((place) => space.nameAt(place).split(":")[0])).not.toContain("sqs");
  });

  test("are none of a service that is not known", () => {
    expect(space.placesOf("teleport")).toEqual({ service: "teleport", from: 0, to: 0 });
  });
});

test("each place has the catalogue's name and access level, whichever is asked for first", () => {
  const all = catalogue.expand("*");
  expect(space.size).toBe(all.length);
  expect(all.filter((name, place) => space.nameAt(place) !== name || space.placeOf(name) !== place)).toEqual([]);
  const levels = space.services.flatMap(({ service }) => space.levelsOf(service));
  expect(levels).toEqual(all.map((name) => catalogue.find(name)?.level));
  expect([space.nameAt(-1), space.nameAt(space.size)]).toEqual(["", ""]);
});

test("places are the same where the catalogue's text tells no counts", () => {
  const line = (count: string) =>
    `{"version":"1","services":{\n"sqs":{${count}"types":[],"keys":[],"actions":[["AddPermission",4],["SendMessage",3]]}\n}}`;
  const [told, untold] = [line('"count":2,'), line("")].map((text) => actionSpace(createCatalogue(text)).services);
  expect(told).toEqual([{ service: "sqs", from: 0, to: 2 }]);
  expect(untold).toEqual(told);
});

test("there is one space of a catalogue", () => {
  expect(actionSpace(catalogue)).toBe(space);
});
