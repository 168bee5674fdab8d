import * as v from "valibot";
import { expect, test } from "vitest";
import { accountOf } from "#core/aws/arn.ts";
import { Arn } from "#core/aws/names.ts";
import { ServiceFaultError } from "#core/errors.ts";
import { AccountUnreachableError } from "#core/review/errors.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { portsOver } from "./ports.ts";

const ACCOUNTS = Array.from({ length: 50 }, (_, index) => String(100_000_000_000 + index));
const [DEAD = "", SLOW = "", DENYING = ""] = [ACCOUNTS[7], ACCOUNTS[23], ACCOUNTS[41]];
const NAMES = ["Deploy", "Shared", "Worker"].map((name) => ({ name }));

/** The hub's record with the IAM of every account: one is dead, one answers when all others are done, one denies. */
function hub(quota: number) {
  const ports = portsOver(NAMES, { generationsPerDay: quota });
  const others = Promise.withResolvers<void>();
  async function* all(account: string): ReturnType<Roles["all"]> {
    if (account === DEAD) throw new ServiceFaultError("iam:GetAccountAuthorizationDetails", "no answer.");
    if (account === DENYING) throw new AccountUnreachableError(account, "AccessDenied.");
    if (account === SLOW) await others.promise;
    for await (const role of ports.roles.all())
      yield { ...role, accountId: account, arn: v.parse(Arn, `arn:aws:iam::${account}:role/${role.name}`) };
  }
  const cycle = (account: string, day: string) =>
    discoverRoles(
      { ...ports, roles: { ...ports.roles, all: () => all(account) } },
      { cycleId: `cycle-${account}-${day}`, startedAt: `${day}T00:00:00.000Z`, input: { account } },
    );
  return { ports, others, cycle };
}

test("of 50 accounts one is dead, one slow and one denies: all others are reviewed, and the slow one when it answers", async () => {
  const { ports, others, cycle } = hub(50);
  const cycles = ACCOUNTS.map((account) => cycle(account, "2026-11-01"));
  const inTime = cycles.filter((_, index) => ACCOUNTS[index] !== SLOW);
  const ended = await Promise.allSettled(inTime);
  expect(ended.filter(({ status }) => status === "rejected")).toHaveLength(2);
  expect(await ports.store.open()).toHaveLength(47 * NAMES.length);
  others.resolve();
  const failed = (await Promise.allSettled(cycles)).flatMap(({ status }, index) => (status === "rejected" ? [ACCOUNTS[index]] : []));
  expect(failed).toEqual([DEAD, DENYING]);
  const open = await ports.store.open();
  expect(open).toHaveLength(48 * NAMES.length);
  expect(new Set(open.map(({ roleArn }) => accountOf(roleArn)))).toEqual(
    new Set(ACCOUNTS.filter((each) => each !== DEAD && each !== DENYING)),
  );
});

test("each account has its own quota of generations, and what one has claimed takes nothing from another", async () => {
  const { ports, others, cycle } = hub(2);
  others.resolve();
  const able = ACCOUNTS.filter((account) => account !== DEAD && account !== DENYING);
  for (const account of able) expect((await cycle(account, "2026-11-01")).reviews).toHaveLength(2);
  expect(await ports.store.open()).toHaveLength(2 * able.length);
});
