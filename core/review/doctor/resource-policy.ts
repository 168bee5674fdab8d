import * as v from "valibot";
import { accountOf } from "#core/aws/arn.ts";
import { evaluate, type PolicyRequest, type Verdict } from "#core/policy/evaluate.ts";
import { parsePolicy } from "#core/policy/parse.ts";

const texts = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === "string" ? [value] : value)),
);
const Principals = v.optional(v.union([v.literal("*"), v.record(v.string(), texts)]), {});
const Statement = v.looseObject({ Principal: Principals });
const Policy = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({
    Statement: v.pipe(
      v.unknown(),
      v.transform((value) => (Array.isArray(value) ? value : [value])),
      v.array(Statement),
    ),
  }),
);
type Principals = v.InferOutput<typeof Principals>;

/**
 * What a resource's own policy says to a role's request. Statements with NotPrincipal are left out. Throws PolicyParseError and valibot's
 * ValiError for a text that is no policy (IAM User Guide, "AWS JSON policy elements: Principal").
 */
export function resourcePolicyVerdict(json: string, roleArn: string, request: PolicyRequest): Verdict {
  const policy = v.parse(Policy, json);
  const ofRole = policy.Statement.flatMap(({ Principal, ...statement }) => (isPrincipal(Principal, roleArn) ? [statement] : []));
  if (ofRole.length === 0) return "not-allowed";
  return evaluate(request, [parsePolicy({ ...policy, Statement: ofRole }, "the resource's policy")]);
}

function isPrincipal(principal: Principals, roleArn: string): boolean {
  if (principal === "*") return true;
  const account = accountOf(roleArn);
  return (principal.AWS ?? []).some((each) => each === "*" || each === roleArn || each === account || each.endsWith(`::${account}:root`));
}
