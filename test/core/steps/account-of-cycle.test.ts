import { expect, test } from "vitest";
import { AccountUnreachableError } from "#core/review/errors.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { portsOver } from "./ports.ts";

const cycle = (input: unknown) => ({ cycleId: "cycle1", startedAt: "2026-11-01T00:00:00.000Z", input });

test("a cycle of an account reviews its roles", async () => {
  const { reviews } = await discoverRoles(portsOver([{ name: "A" }]), cycle({ account: "111122223333" }));
  expect(reviews.map(({ roleName }) => roleName)).toEqual(["A"]);
});

test("a cycle opens no review where another account answers", async () => {
  const ports = portsOver([{ name: "A" }]);
  await expect(discoverRoles(ports, cycle({ account: "444455556666" }))).rejects.toThrow(AccountUnreachableError);
  expect(await ports.store.open()).toEqual([]);
});

test("what is no account id is refused", async () => {
  await expect(discoverRoles(portsOver([]), cycle({ account: "main" }))).rejects.toThrow(
    "input.account: is no account id of twelve digits",
  );
});
