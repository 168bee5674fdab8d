import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { purposeOf } from "#core/evidence/purpose.ts";
import { blindSpots, implications } from "#core/services/index.ts";

const catalogue = loadCatalogue();

describe("the catalogue of blind spots", () => {
  test("names only actions that the catalogue knows", () => {
    const named = [
      ...blindSpots.flatMap(({ service, actions, seldom = [] }) => [...actions, ...seldom].map((name) => `${service}:${name}`)),
      ...blindSpots.flatMap((spot) => spot.reachedBy?.actions ?? []),
      ...implications.flatMap((line) => [...line.seen, ...line.implies]),
    ];
    expect(named.filter((action) => catalogue.find(action)?.action !== action)).toEqual([]);
  });

  test("implies only what management events do not show, what a role is there for, or what it used on other things", () => {
    const hidden = new Set(blindSpots.flatMap((spot) => spot.actions.map((name) => `${spot.service}:${name}`)));
    const shown = implications
      .filter((line) => line.purposes.length === 0 && !line.whereUsed)
      .flatMap((line) => line.implies.filter((action) => !hidden.has(action)));
    expect(shown).toEqual([]);
  });
});

describe("what a role is for", () => {
  const statement = (Principal: unknown, Effect = "Allow") => ({ Effect, Principal, Action: "sts:AssumeRole" });

  test.each([
    ["one service", statement({ Service: "lambda.amazonaws.com" }), { services: ["lambda"], principals: false, federated: false }],
    [
      "several services",
      [statement({ Service: ["ec2.amazonaws.com.cn", "ssm.amazonaws.com"] })],
      { services: ["ec2", "ssm"], principals: false, federated: false },
    ],
    [
      "a regional service",
      statement({ Service: "logs.eu-west-1.amazonaws.com" }),
      { services: ["logs"], principals: false, federated: false },
    ],
    ["an account", statement({ AWS: "arn:aws:iam::111122223333:root" }), { services: [], principals: true, federated: false }],
    ["anybody", statement("*"), { services: [], principals: true, federated: false }],
    [
      "a web identity",
      statement({ Federated: "arn:aws:iam::111122223333:oidc-provider/x" }),
      { services: [], principals: false, federated: true },
    ],
    [
      "nobody, where it is denied",
      statement({ Service: "ec2.amazonaws.com" }, "Deny"),
      { services: [], principals: false, federated: false },
    ],
    ["nothing that can be read", 7, { services: [], principals: false, federated: false }],
  ])("%s", (_, Statement, purpose) => {
    expect(purposeOf(JSON.stringify({ Version: "2012-10-17", Statement }))).toEqual(purpose);
  });
});
