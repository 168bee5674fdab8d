import { describe, expect, test } from "vitest";
import { NotAuthorizedError, ThrottledError } from "#core/errors.ts";
import { belowUnits } from "#core/review/fleet/units.ts";
import { fakeOrganization } from "#test/fakes/organization.ts";

const TREE = {
  top: { accounts: ["111111111111"], units: ["middle", "side"] },
  middle: { accounts: ["222222222222", "333333333333"], units: ["deep"] },
  deep: { accounts: ["444444444444"], units: [] },
  side: { accounts: [], units: [] },
  elsewhere: { accounts: ["999999999999"], units: [] },
};

describe("the accounts below units", () => {
  test("are those of nested units too, and of no other", async () => {
    const { accounts } = await belowUnits(fakeOrganization(TREE), ["top"]);
    expect(accounts).toEqual(["111111111111", "222222222222", "333333333333", "444444444444"]);
    expect((await belowUnits(fakeOrganization(TREE), ["deep", "side"])).accounts).toEqual(["444444444444"]);
  });

  test("stand there once where one unit is given with the one above it", async () => {
    const organization = fakeOrganization(TREE);
    expect((await belowUnits(organization, ["middle", "top", "middle"])).accounts).toHaveLength(4);
    expect(organization.asked.toSorted()).toEqual(["deep", "middle", "side", "top"]);
  });

  test("leave out what cannot be used, with its state", async () => {
    const { accounts, leftOut } = await belowUnits(fakeOrganization(TREE, { "222222222222": "SUSPENDED" }), ["middle"]);
    expect(accounts).toEqual(["333333333333", "444444444444"]);
    expect(leftOut).toMatchObject([{ id: "222222222222", state: "SUSPENDED" }]);
  });

  test("a unit that cannot be listed is named, and hides no other", async () => {
    const organization = fakeOrganization(TREE, {}, { middle: new NotAuthorizedError("organizations:ListAccountsForParent", "no.") });
    const { accounts, unlisted } = await belowUnits(organization, ["top", "elsewhere"]);
    expect(accounts).toEqual(["111111111111", "999999999999"]);
    expect(unlisted).toEqual([{ unit: "middle", error: expect.stringContaining("no.") }]);
  });

  test("are not told at all while AWS asks to slow down", async () => {
    const organization = fakeOrganization(TREE, {}, { middle: new ThrottledError("organizations:ListAccountsForParent") });
    await expect(belowUnits(organization, ["top"])).rejects.toThrow(ThrottledError);
  });
});
