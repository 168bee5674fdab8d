import type { CodeKind } from "../../model/proposal.ts";
import { cdkPatch } from "./cdk.ts";
import { cloudFormationPatch } from "./cloudformation.ts";
import { terraformPatch } from "./terraform.ts";
import type { PatchInput } from "./text.ts";

const builders: Readonly<Record<CodeKind, (input: PatchInput) => string>> = {
  cloudformation: cloudFormationPatch,
  cdk: cdkPatch,
  terraform: terraformPatch,
};

/**
 * An approved change as text to paste into the code that owns the role. In two deployments, so that here too nothing is
 * detached before what comes in its place is attached.
 */
export function codePatch(input: PatchInput): string {
  return builders[input.owner.kind](input);
}
