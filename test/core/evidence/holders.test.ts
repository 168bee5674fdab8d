import { describe, expect, test } from "vitest";
import { grantAnywhere } from "#core/evidence/holders.ts";
import { scopeResources } from "#core/evidence/scope.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";

const place = { partition: "aws", accounts: ["123456789012"] };

describe("grantAnywhere", () => {
  test.each([
    { regions: [] },
    { regions: ["eu-west-1"] },
    { regions: ["eu-west-1", "us-east-1"] },
    { regions: ["us-east-1", "us-gov-east-1", ""] },
  ])("names what an account-wide scope names, for every action in $regions", ({ regions }) => {
    const facts = { ...place, regions };
    const different = catalogue.expand("*").filter((action) => {
      const entry = { action, resources: [], withoutResource: 1, regions, accounts: [], via: [] };
      const scoped = scopeResources(entry, "account", facts, catalogue);
      return JSON.stringify(grantAnywhere(action, facts, catalogue).resources) !== JSON.stringify(scoped);
    });
    expect(different).toEqual([]);
  });
});
