import { expect, test } from "vitest";
import type { PolicyDocument } from "#core/policy/document.ts";
import { slowlyAllows } from "#test/core/policy/slow-evaluator.ts";
import { deniedCalls } from "#test/oracle/denied-calls.ts";
import { ACCOUNT, type Expectation, readCases } from "./case.ts";
import { keysIn, readPolicy } from "./raw-policy.ts";
import { type Reviewed, reviewed } from "./reviewed.ts";

/** Each case's role is reviewed by the command line; IAM's rules, written apart from the product, judge the policies that it has then. */
test.each(readCases())("$name: $why", async (given) => {
  const { allow, deny, askOrKeep } = given.expect;
  const after = await reviewed(given);
  expect({
    denied: allow.filter((each) => !isAllowed(after.policies, each)),
    allowed: deny.filter((each) => isAllowed(after.policies, each)),
    silentlyRemoved: askOrKeep.filter((each) => !isAllowed(after.policies, each) && !isAsked(after, each)),
    deniedCalls: deniedCalls(given.records, Object.values({ ...given.policies, ...given.inline }).map(readPolicy), after.policies),
  }).toEqual({ denied: [], allowed: [], silentlyRemoved: [], deniedCalls: [] });
});

function isAllowed(policies: readonly PolicyDocument[], { action, resource, context }: Expectation): boolean {
  const absent = keysIn(policies).map((key): [string, readonly string[]] => [key, []]);
  const present = Object.entries(context).map(([key, values]): [string, readonly string[]] => [key.toLowerCase(), values]);
  const everywhere = { "aws:principalaccount": [ACCOUNT], "aws:resourceaccount": [ACCOUNT] };
  return slowlyAllows(policies, {
    action,
    resource,
    context: { ...Object.fromEntries(absent), ...everywhere, ...Object.fromEntries(present) },
  });
}

function isAsked({ asked }: Reviewed, { action }: Expectation): boolean {
  return [...asked].some((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "i").test(action));
}
