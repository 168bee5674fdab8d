import { describe, expect, test } from "vitest";
import { evaluate } from "#core/policy/evaluate.ts";
import { toJson } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { refine } from "#core/policy/refine.ts";
import { asAction } from "#test/names.ts";
import { catalogue } from "./catalogue.ts";

const TEAM_FOLDER = "arn:aws:s3:::home/${aws:PrincipalTag/team}/*";
const wanted = [{ action: asAction("s3:GetObject"), resources: ["arn:aws:s3:::home/blue/a.txt"] }];

function refined(policy: object, want = wanted) {
  const replaced = [parsePolicy(policy, "replaced")];
  const { statements } = refine({ wanted: want, replaced, retained: [], catalogue });
  return toJson({ version: "2012-10-17", statements }).Statement;
}

const allow = (Resource: string | readonly string[], more: object = {}) => ({ Effect: "Allow", Action: "s3:*", Resource, ...more });

describe("a policy older than version 2012-10-17 knows no variables", () => {
  test.each([[{ Version: "2008-10-17" }], [{}]])("%j: what looks like one is text, and stays text", (version) => {
    const policy = parsePolicy(
      { ...version, Statement: allow(TEAM_FOLDER, { Condition: { StringLike: { "s3:prefix": "${a}" } } }) },
      "old",
    );
    expect(toJson(policy)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "s3:*",
          Resource: "arn:aws:s3:::home/${$}{aws:PrincipalTag/team}/*",
          Condition: { StringLike: { "s3:prefix": "${$}{a}" } },
        },
      ],
    });
    const request = (resource: string) => ({ action: "s3:GetObject", resource, context: { "s3:prefix": ["${a}"] } });
    expect(evaluate(request("arn:aws:s3:::home/blue/a.txt"), [policy])).toBe("not-allowed");
    expect(evaluate(request("arn:aws:s3:::home/${aws:PrincipalTag/team}/a.txt"), [policy])).toBe("allowed");
    expect(refined({ ...version, Statement: allow(TEAM_FOLDER) })).toEqual([]);
  });
});

describe("what a variable stands for, only the request knows", () => {
  test("so a pattern with one stays as it was granted where a seen name may be meant", () => {
    expect(refined({ Version: "2012-10-17", Statement: allow(TEAM_FOLDER) })).toMatchObject([
      { Action: "s3:GetObject", Resource: TEAM_FOLDER },
    ]);
  });

  test("and goes where it cannot be", () => {
    expect(refined({ Version: "2012-10-17", Statement: allow("arn:aws:s3:::work/${aws:PrincipalTag/team}/*") })).toEqual([]);
  });
});

describe("a deny stays", () => {
  const deny = { Effect: "Deny", Action: ["s3:GetObject", "kms:Decrypt"], Resource: "arn:aws:s3:::payroll/*" };

  test("also where no identity policy allows its actions any more: the resource's own policy may name the role", () => {
    const statements = refined({ Version: "2012-10-17", Statement: [allow("*", { Action: ["s3:*", "sqs:*"] }), deny] }, [
      { action: asAction("sqs:CreateQueue"), resources: ["*"] },
    ]);
    expect(statements).toMatchObject([{ Effect: "Allow", Action: "sqs:CreateQueue" }, { Effect: "Deny" }]);
  });

  test("and stays alone where nothing is used", () => {
    expect(refined({ Version: "2012-10-17", Statement: [allow("*"), deny] }, [])).toMatchObject([{ Effect: "Deny" }]);
  });
});
