import type { Arn } from "#core/aws/names.ts";
import { ChangeNotVisibleError, PolicyNotFoundError } from "../../errors.ts";
import type { RoleChanges } from "../../ports/iam.ts";
import type { Pauses } from "../../ports/machine.ts";
import type { SetChanges } from "../../ports/permission-sets.ts";
import { isRefined } from "../../selection.ts";
import { sameJson } from "../fingerprint.ts";
import type { ChangePlan, ChangeStep } from "../plan/change-plan.ts";

type Verify = Extract<ChangeStep, { kind: "verify" }>;
type Expected = Verify["policies"];
type ExpectedInline = NonNullable<Verify["inline"]>;

/** Half a minute in all: what IAM accepted is mostly seen within seconds. The workflow tries again after that. */
const WAITS_SECONDS = [1, 2, 4, 8, 16];
/** What IAM shows has still to reach every place that decides about calls (IAM User Guide, "Changes that I make are not always immediately visible"). */
const SETTLE_SECONDS = 10;

/**
 * Reads back until the role is seen to carry the policies in the versions expected, then leaves them time to take effect.
 * Throws ChangeNotVisibleError where that is not so after half a minute.
 */
export async function verify(
  { changes, pauses }: { readonly changes: RoleChanges | SetChanges; readonly pauses: Pauses },
  plan: ChangePlan,
  { policies, inline = [] }: Pick<Verify, "policies" | "inline">,
): Promise<void> {
  const look = async () => (await firstMissing(changes, plan, policies)) ?? (await firstMissingInline(changes, plan, inline));
  let missing = await look();
  for (const seconds of WAITS_SECONDS) {
    if (missing === undefined) break;
    await pauses.pause(seconds);
    missing = await look();
  }
  if (missing !== undefined) throw new ChangeNotVisibleError(plan.roleName, missing);
  await pauses.pause(SETTLE_SECONDS);
}

/**
 * Makes a call that needs a policy which may have been created just before, again for up to half a minute while IAM does not know it.
 * Throws ChangeNotVisibleError where IAM does not know one of Whittle's own policies after that, and PolicyNotFoundError at once for another's.
 */
export async function whenVisible(pauses: Pauses, { roleName }: ChangePlan, arn: string, send: () => Promise<void>): Promise<void> {
  for (const seconds of WAITS_SECONDS) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof PolicyNotFoundError) || !isRefined(arn)) throw error;
      await pauses.pause(seconds);
    }
  }
  try {
    await send();
  } catch (error) {
    throw error instanceof PolicyNotFoundError ? new ChangeNotVisibleError(roleName, arn, { cause: error }) : error;
  }
}

async function firstMissing(changes: RoleChanges | SetChanges, plan: ChangePlan, expected: Expected): Promise<string | undefined> {
  const attached = new Set((await changes.attached(plan.roleName)).map(({ arn }) => arn));
  for (const { arn, document } of expected) {
    if (!attached.has(arn)) return arn;
    // Of a set's managed policies none is written, so none is looked at.
    if (document !== undefined && !("provision" in changes) && !(await isDefault(changes, arn, document))) return arn;
  }
  return undefined;
}

async function firstMissingInline(
  changes: RoleChanges | SetChanges,
  plan: ChangePlan,
  inline: ExpectedInline,
): Promise<string | undefined> {
  for (const { name, document } of inline) {
    const found = await changes.inlineDocument(plan.roleName, name);
    if (found === undefined || sameJson(found) !== sameJson(document)) return name;
  }
  return undefined;
}

async function isDefault(changes: RoleChanges, arn: Arn, document: string): Promise<boolean> {
  const current = (await changes.policyVersions(arn)).find((version) => version.isDefault);
  return current !== undefined && sameJson(await changes.policyDocument(arn, current.versionId)) === sameJson(document);
}
