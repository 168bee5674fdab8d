import { stripTypeScriptTypes } from "node:module";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import type { RoleChange } from "#core/review/change/emit/change.ts";
import { emitTogether } from "#core/review/change/emit/emit.ts";
import { changeOf, documentOf, odd } from "./changes.ts";

interface Made {
  readonly type: "Role" | "Policy" | "ManagedPolicy";
  readonly id: string;
  readonly props: unknown;
}

/** Runs the module with a stand-in for the CDK, and tells which constructs its stack makes. */
async function madeBy(changes: readonly RoleChange[]): Promise<readonly Made[]> {
  const made: Made[] = [];
  const construct = (type: Made["type"]) =>
    class {
      constructor(scope: unknown, id: string, props: unknown) {
        if (!(scope instanceof Stack)) throw new Error(`${id} is not in the stack`);
        made.push({ type, id, props });
      }
    };
  class Stack {}
  const fromRoleName = (scope: unknown, id: string, name: string) => {
    if (!(scope instanceof Stack)) throw new Error(`${id} is not in the stack`);
    made.push({ type: "Role", id, props: name });
    return name;
  };
  const iam = {
    Role: { fromRoleName },
    ManagedPolicy: construct("ManagedPolicy"),
    Policy: construct("Policy"),
    PolicyDocument: { fromJson: (document: unknown) => document },
  };
  const code = stripTypeScriptTypes(await emitTogether("cdk", changes))
    .replace(/^import .*$/gm, "")
    .replace("export class", "class");
  runInNewContext(`${code}\nnew RefinedPolicies(undefined, "Refined");`, { Stack, iam });
  // The objects of another context are other ones to compare with.
  return JSON.parse(JSON.stringify(made));
}

describe("the CDK's stack", () => {
  test("makes each refined policy with its very document, on the role of its name", async () => {
    const inline: RoleChange = {
      ...changeOf("1st", "*"),
      policies: changeOf("1st", "*").policies.map((policy) => ({ ...policy, inline: true })),
    };
    expect(await madeBy([odd, inline])).toEqual([
      { type: "Role", id: "ABCDEFG", props: "a+b=c,d.e@f-g" },
      {
        type: "ManagedPolicy",
        id: "WhittleABCDEFG",
        props: { managedPolicyName: "whittle-a+b=c,d.e@f-g", path: "/whittle/", roles: ["a+b=c,d.e@f-g"], document: documentOf(odd) },
      },
      { type: "Role", id: "Role1st", props: "1st" },
      { type: "Policy", id: "Whittle1st", props: { policyName: "whittle-1st", roles: ["1st"], document: documentOf(inline) } },
    ]);
  });

  test("knows nothing of a role that needs no refined policy", async () => {
    expect(await madeBy([{ ...odd, policies: [] }])).toEqual([]);
  });
});
