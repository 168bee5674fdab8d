import type { Arn, RoleName } from "#core/aws/names.ts";
import { canonicalJson } from "../../hash.ts";
import type { StepRecord } from "../../model/journal.ts";
import type { Proposal } from "../../model/proposal.ts";
import type { PolicyRef, RoleState, SetIdentity } from "../../model/role-state.ts";

/** A refined policy with the document it is to have, as JSON text. */
export interface PolicyText extends PolicyRef {
  readonly document: string;
}

/** An inline policy with its document, exactly as IAM gave it, as JSON text. */
export interface InlineText {
  readonly name: string;
  readonly document: string;
}

/** The default version that a policy had: what a new version is reversed to. */
export interface VersionBefore {
  readonly versionId: string;
  readonly document: string;
}

/** One reversible step. Doing it again changes nothing. */
export type ChangeStep =
  | ({ readonly kind: "create-policy" } & PolicyText)
  | ({ readonly kind: "add-version"; readonly before: VersionBefore } & PolicyText)
  | ({ readonly kind: "set-version"; readonly versionId: string } & PolicyText)
  | ({ readonly kind: "tag" } & PolicyRef)
  | ({ readonly kind: "attach" } & PolicyRef)
  /** What the role must be seen to carry before the next step; with a document, in exactly that version. */
  | {
      readonly kind: "verify";
      readonly policies: readonly (PolicyRef & { readonly document?: string })[];
      readonly inline?: readonly InlineText[];
    }
  | ({ readonly kind: "detach" } & PolicyRef)
  /** `before`: the document that it takes the place of. */
  | ({ readonly kind: "put-inline"; readonly before?: string } & InlineText)
  | ({ readonly kind: "delete-inline" } & InlineText)
  /** What a permission set has by now reaches its role in every account. */
  | { readonly kind: "provision" };

/** What the journal keeps of a step. */
export function stepRecord(step: ChangeStep): StepRecord {
  switch (step.kind) {
    case "verify":
      return {
        kind: step.kind,
        policies: step.policies.map(({ arn, name }) => ({ arn, name })),
        ...(step.inline ? { inline: step.inline.map(({ name }) => ({ name })) } : {}),
      };
    case "put-inline":
    case "delete-inline":
      return { kind: step.kind, name: step.name };
    case "provision":
      return { kind: step.kind };
    case "add-version":
      return { ...refOf(step), kind: step.kind, before: { versionId: step.before.versionId } };
    case "set-version":
      return { ...refOf(step), kind: step.kind, versionId: step.versionId };
    default:
      return { ...refOf(step), kind: step.kind };
  }
}

function refOf({ arn, name }: PolicyRef): PolicyRef {
  return { arn, name };
}

/** Are two steps the same one? */
export function isSameStep(a: StepRecord, b: StepRecord): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** The ordered IAM calls that carry a decision out. */
export interface ChangePlan {
  readonly roleName: RoleName;
  readonly roleArn: Arn;
  readonly reviewId: string;
  /** The permission set that the steps change, where it is one and no role. */
  readonly permissionSet?: SetIdentity;
  readonly steps: readonly ChangeStep[];
}

/** What of a proposal a plan carries out. */
export type Planned = Pick<Proposal, "reviewId" | "policies" | "replaces" | "replacesInline" | "rehearsalDays">;

export interface RestoreInput {
  readonly before: RoleState;
  readonly proposal: Planned;
  readonly now: RoleState;
}

export interface RestorePlan extends ChangePlan {
  /** Names of refined policies that stay as they are, because taking them away would take something that nothing else allows. */
  readonly stays: readonly string[];
}
