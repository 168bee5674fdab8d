import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { knownToAssume } from "#core/review/approval/sign-in/assume.ts";

const Case = v.strictObject({
  name: v.string(),
  effect: v.optional(v.string(), "Allow"),
  action: v.optional(v.union([v.string(), v.array(v.string())]), "sts:AssumeRole"),
  principal: v.unknown(),
  condition: v.optional(v.unknown()),
  person: v.strictObject({
    issuer: v.optional(v.string(), "https://login.example/tenant"),
    username: v.exactOptional(v.string()),
    email: v.exactOptional(v.string()),
    groups: v.optional(v.array(v.string()), []),
    principals: v.optional(v.array(v.string()), []),
  }),
  able: v.boolean(),
});
const cases = v.parse(v.array(Case), JSON.parse(readFileSync(new URL("assume.cases.json", import.meta.url), "utf8")));

describe("is a person known to be able to assume a role that trusts", () => {
  test.each(cases)("$name: $able", ({ effect, action, principal, condition, person, able }) => {
    const web = JSON.stringify(principal)?.includes("Federated") ? "sts:AssumeRoleWithWebIdentity" : action;
    const Statement = [{ Effect: effect, Action: web, Principal: principal, Condition: condition }];
    const trust = JSON.stringify({ Version: "2012-10-17", Statement });
    const identity = { subject: "subject-1", ...person };
    expect(knownToAssume({ trust }, identity)).toEqual(able ? expect.stringMatching(/./) : undefined);
  });

  test.each(["", "{}", "[]", '{"Statement": 5}', '{"Statement": [null, {"Effect": "Allow"}]}'])("nobody whom it can read: %s", (trust) => {
    const identity = { issuer: "https://login.example", subject: "s", username: "ann", groups: [], principals: [] };
    expect(knownToAssume({ trust }, identity)).toBeUndefined();
  });
});
