import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { callOf } from "#core/cloudtrail/call.ts";
import { readRecord } from "#core/cloudtrail/record.ts";
import { ALLOWS, ONLY_DENIES } from "#core/services/knowledge.ts";
import { actionsOf } from "#core/usage/event-actions.ts";
import { record } from "./records.ts";
import { hasSharedData, sharedRecords } from "./shared-data.ts";

const catalogue = loadCatalogue();

test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
  "names that JavaScript gives to every object mean nothing: %s",
  (name) => {
    for (const eventSource of [`${name}.amazonaws.com`, "apigateway.amazonaws.com"])
      expect(actionsOf(record({ eventSource, eventName: name, eventType: "AwsApiCall" }), catalogue).kind).toBe("unresolved");
    expect(actionsOf(record({ eventType: name }), catalogue).kind).toBe("actions");
    expect([catalogue.actionsOf(name), catalogue.expand(`${name}:*`), catalogue.find(`${name}:x`)]).toEqual([[], [], undefined]);
  },
);

describe("what a call hands on", () => {
  const POLICY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  const text = (...effects: readonly string[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: effects.map((Effect) => ({ Effect, Action: "s3:*", Resource: "*" })) });
  const handed = (eventName: string, requestParameters: object) => {
    const found = actionsOf(record({ eventSource: "iam.amazonaws.com", eventName, requestParameters }), catalogue);
    return found.kind === "actions" ? found.uses[0]?.handedOn : undefined;
  };

  test.each<[string, string, object, string | undefined]>([
    ["the policy that it attaches", "AttachRolePolicy", { roleName: "a", policyArn: POLICY }, POLICY],
    ["the policy that it attaches to a user", "AttachUserPolicy", { userName: "a", policyArn: POLICY }, POLICY],
    ["no policy that is no ARN", "AttachRolePolicy", { roleName: "a", policyArn: "ReadOnlyAccess" }, undefined],
    ["none where the record holds none", "AttachRolePolicy", { roleName: "a" }, undefined],
    ["a policy of its own that gives nothing, as all of it denies", "PutRolePolicy", { policyDocument: text("Deny", "Deny") }, ONLY_DENIES],
    ["a policy of its own that gives something beside what it denies", "PutUserPolicy", { policyDocument: text("Deny", "Allow") }, ALLOWS],
    ["a policy of its own that gives something", "PutGroupPolicy", { policyDocument: text("Allow") }, ALLOWS],
    ["a policy of its own that cannot be read, and so may give anything", "PutRolePolicy", { policyDocument: "{" }, ALLOWS],
    ["none of its own that CloudTrail left out", "PutRolePolicy", { roleName: "a" }, undefined],
    ["none where it attaches none", "GetRole", { roleName: "a", policyArn: POLICY }, undefined],
  ])("is %s", (_, eventName, request, expected) => {
    expect(handed(eventName, request)).toBe(expected);
  });
});

describe.skipIf(!hasSharedData)("real logs (skipped where ../shared/data is absent)", () => {
  test("every one of the 83 events of cloudtrail is resolved", () => {
    const pairs = resolutions("cloudtrail");
    const unresolved = namesOf(pairs, "unresolved");
    console.log(`cloudtrail: ${pairs.size} events, ${unresolved.length} unresolved`);
    expect(pairs.size).toBe(83);
    expect(unresolved).toEqual([]);
    expect(namesOf(pairs, "no-permission")).toEqual(["signin.amazonaws.com ConsoleLogin", "sts.amazonaws.com GetCallerIdentity"]);
  });

  test("of cloudtrail-messy, only the two events that were made up stay unresolved", () => {
    const pairs = resolutions("cloudtrail-messy");
    console.log(`cloudtrail-messy: ${pairs.size} events with a time, ${namesOf(pairs, "unresolved").length} unresolved`);
    expect(namesOf(pairs, "unresolved")).toEqual(["ec2.amazonaws.com PutBucketLogging", "ec2.amazonaws.com PutBucketVersioning"]);
  });
});

function resolutions(folder: string): ReadonlyMap<string, string> {
  const readings = sharedRecords(folder).map(readRecord);
  return new Map(
    readings.flatMap((reading): [string, string][] =>
      reading.readable ? [[`${reading.record.source} ${reading.record.name}`, actionsOf(callOf(reading.record), catalogue).kind]] : [],
    ),
  );
}

function namesOf(pairs: ReadonlyMap<string, string>, kind: string): readonly string[] {
  return [...pairs]
    .filter(([, found]) => found === kind)
    .map(([event]) => event)
    .sort();
}
