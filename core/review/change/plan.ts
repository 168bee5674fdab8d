import type { Proposal } from "../proposal.ts";
import type { RoleState } from "../role-state.ts";
import { WHITTLE_PATH } from "../selection.ts";

/** One reversible, repeatable step. */
export type ChangeStep =
  | { readonly kind: "write-policy"; readonly name: string; readonly arn: string; readonly document: string }
  | { readonly kind: "attach"; readonly name: string; readonly arn: string }
  | { readonly kind: "verify"; readonly arns: readonly string[] }
  | { readonly kind: "detach"; readonly name: string; readonly arn: string };

/** The ordered IAM calls that carry a decision out. */
export interface ChangePlan {
  readonly roleName: string;
  readonly roleArn: string;
  readonly reviewId: string;
  readonly steps: readonly ChangeStep[];
}

/** Write, attach, read back, and only then detach: the role always has what it had or what was approved. */
export function planChange(before: RoleState, proposal: Proposal): ChangePlan {
  const refined = proposal.policies.map((policy) => ({
    name: policy.name,
    arn: refinedArn(before, policy.name),
    document: JSON.stringify(policy.document),
  }));
  const arns = refined.map(({ arn }) => arn);
  const attachedNow = new Set(before.attached.map(({ arn }) => arn));
  const steps: ChangeStep[] = [
    ...refined.map((policy) => ({ kind: "write-policy" as const, ...policy })),
    ...refined.filter(({ arn }) => !attachedNow.has(arn)).map(({ name, arn }) => ({ kind: "attach" as const, name, arn })),
    ...(arns.length > 0 ? [{ kind: "verify" as const, arns }] : []),
    ...proposal.replaces.filter(({ arn }) => !arns.includes(arn)).map(({ name, arn }) => ({ kind: "detach" as const, name, arn })),
  ];
  return { roleName: before.name, roleArn: before.arn, reviewId: proposal.reviewId, steps };
}

/** Every policy that a plan writes, attaches or detaches. */
export function touchedPolicies({ steps }: ChangePlan): ReadonlySet<string> {
  return new Set(steps.flatMap((step) => (step.kind === "verify" ? step.arns : [step.arn])));
}

/** What a step does, for people. */
export function describeStep(step: ChangeStep, roleName: string): string {
  switch (step.kind) {
    case "write-policy":
      return `Write the managed policy ${WHITTLE_PATH}${step.name}`;
    case "attach":
      return `Attach ${step.name} to ${roleName}`;
    case "verify":
      return "Read back that everything is written and attached; go no further before it is";
    case "detach":
      return `Detach ${step.name} from ${roleName}`;
  }
}

/** One line of plain AWS CLI that puts the role back and needs nothing of Whittle: attach what went, then detach what came. */
export function breakGlass(plan: ChangePlan): string {
  const call = (verb: string, arn: string) =>
    `aws iam ${verb}-role-policy --role-name ${quoted(plan.roleName)} --policy-arn ${quoted(arn)}`;
  const attach = plan.steps.filter((step) => step.kind === "detach").map(({ arn }) => call("attach", arn));
  const detach = plan.steps.filter((step) => step.kind === "attach").map(({ arn }) => call("detach", arn));
  return [...attach, ...detach].join(" && ");
}

function refinedArn({ partition, accountId }: RoleState, name: string): string {
  return `arn:${partition}:iam::${accountId}:policy${WHITTLE_PATH}${name}`;
}

/** Names and ARNs of IAM hold nothing that a shell reads, but what comes from outside is quoted all the same. */
function quoted(text: string): string {
  return /^[\w+=,.@:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
