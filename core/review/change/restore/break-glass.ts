import { accountOf } from "#core/aws/arn.ts";
import { seenJson } from "#core/json-text.ts";
import type { SetIdentity } from "../../model/role-state.ts";
import type { ChangePlan } from "../plan/change-plan.ts";

/**
 * One line of plain AWS CLI that puts the role back and needs nothing of Whittle: attach what went, set the version back, then
 * detach what came. Right at any point of the plan: whatever could take something away comes after what gives it back, and only if that worked.
 * It changes nothing with credentials of another account. Empty where there is nothing to put back.
 */
export function breakGlass(plan: ChangePlan): string {
  if (plan.permissionSet) return breakGlassOfSet(plan, plan.permissionSet);
  const role = `--role-name ${shellWord(plan.roleName)}`;
  const give: string[] = [];
  const take: string[] = [];
  for (const step of plan.steps) {
    if (step.kind === "detach") give.push(`aws iam attach-role-policy ${role} --policy-arn ${shellWord(step.arn)}`);
    if (step.kind === "delete-inline")
      give.push(
        `aws iam put-role-policy ${role} --policy-name ${shellWord(step.name)} --policy-document ${shellWord(oneLine(step.document))}`,
      );
    if (step.kind === "add-version")
      take.push(`aws iam set-default-policy-version --policy-arn ${shellWord(step.arn)} --version-id ${shellWord(step.before.versionId)}`);
  }
  for (const step of plan.steps) {
    if (step.kind === "attach") take.push(`aws iam detach-role-policy ${role} --policy-arn ${shellWord(step.arn)}`);
    if (step.kind === "put-inline") take.push(`aws iam delete-role-policy ${role} --policy-name ${shellWord(step.name)}`);
  }
  const all = take.length < 2 ? [...give, ...take] : [...give, `{ ${take.join("; ")}; }`];
  return all.length === 0 ? "" : [inAccountOf(plan.roleArn), ...all].join(" && ");
}

/**
 * A shell's condition for a command that changes a role: are the credentials of the role's account? Another account may have a role of
 * the same name. Where they are not, it says so.
 */
export function inAccountOf(roleArn: string): string {
  const account = shellWord(accountOf(roleArn));
  const refusal = `echo Nothing was changed: these are not credentials of account ${account}`;
  return `[ "$(aws sts get-caller-identity --query Account --output text)" = ${account} ] || { ${refusal}; false; }`;
}

/** For a set, in the account and Region of IAM Identity Center. Provisioning goes on after the last command has ended. */
function breakGlassOfSet({ steps }: ChangePlan, { instanceArn, arn }: SetIdentity): string {
  const ofSet = (call: string) => `aws sso-admin ${call} --instance-arn ${shellWord(instanceArn)} --permission-set-arn ${shellWord(arn)}`;
  const put = (document: string) => `${ofSet("put-inline-policy-to-permission-set")} --inline-policy ${shellWord(oneLine(document))}`;
  const give: string[] = [];
  const take: string[] = [];
  for (const step of steps) {
    if (step.kind === "detach")
      give.push(`${ofSet("attach-managed-policy-to-permission-set")} --managed-policy-arn ${shellWord(step.arn)}`);
    if (step.kind === "attach")
      take.push(`${ofSet("detach-managed-policy-from-permission-set")} --managed-policy-arn ${shellWord(step.arn)}`);
    if (step.kind === "delete-inline") give.push(put(step.document));
    if (step.kind === "put-inline")
      take.push(step.before === undefined ? ofSet("delete-inline-policy-from-permission-set") : put(step.before));
  }
  const changes = [...give, ...take];
  if (changes.length === 0) return "";
  return [...changes, `${ofSet("provision-permission-set")} --target-type ALL_PROVISIONED_ACCOUNTS`].join(" && ");
}

/** The same document without white space between its parts, and such that a message shows all of it. */
function oneLine(document: string): string {
  return seenJson(JSON.stringify(JSON.parse(document)));
}

/**
 * A word as a shell takes it. Names and ARNs of IAM hold nothing that a shell reads, but what comes from outside is quoted all the same. What a
 * terminal would obey or hide stands as its bytes (bash manual, "ANSI-C Quoting"), whatever the locale: a policy may hold U+009B.
 */
export function shellWord(text: string): string {
  if (/^[\w+=,.@:/-]+$/.test(text)) return text;
  if (!UNSEEN.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${[...text].map((sign) => (UNSEEN.test(sign) ? bytesOf(sign) : sign.replace(/[\\']/, "\\$&"))).join("")}'`;
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function bytesOf(sign: string): string {
  return Array.from(new TextEncoder().encode(sign), (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}
