import * as v from "valibot";
import { accountOf, parseArn } from "#core/aws/arn.ts";
import { RoleName } from "#core/aws/names.ts";
import { canonicalJson, sha256Hex } from "../../hash.ts";
import { shellWord } from "../break-glass.ts";
import { oneLine } from "../code-patch.ts";
import { policyTags } from "../policy-tags.ts";
import { refinedArn } from "../refined-policy.ts";
import type { NamedChange } from "./change.ts";

const FUNCTIONS = `fail() { echo "$1" >&2; exit 1; }

attached() { # ROLE ARN: does the role carry the policy?
  local arns
  arns=$(aws iam list-attached-role-policies --role-name "$1" --query 'AttachedPolicies[].PolicyArn' --output text) ||
    fail "The policies of $1 could not be listed. Run the script again."
  tr '\\t' '\\n' <<<"$arns" | grep -Fx -- "$2" >/dev/null
}

tag() { # KEY VALUE: as JSON, because the short form reads some signs otherwise
  printf '{"Key":"%s","Value":"%s"}' "$1" "$2"
}

tag_of() { # ARN KEY: the value of a policy's tag
  aws iam list-policy-tags --policy-arn "$1" --query "Tags[?Key=='$2'].Value" --output text
}

write_policy() { # ARN PATH NAME ROLE_TAG REVIEW HASH DOCUMENT: a policy version never changes, so its hash and number say what it holds
  local arn=$1 path=$2 name=$3 role=$4 review=$5 hash=$6 document=$7 error version written
  if ! error=$(aws iam get-policy --policy-arn "$arn" 2>&1 >/dev/null); then
    [[ $error == *NoSuchEntity* ]] || fail "$error"
    aws iam create-policy --path "$path" --policy-name "$name" --policy-document "$document" --tags \\
      "[$(tag whittle:role "$role"),$(tag whittle:review-id "$review"),$(tag whittle:document "$hash.v1")]" >/dev/null
    return
  fi
  written=$(tag_of "$arn" whittle:role)
  [[ $written == "$role" ]] || fail "$arn exists already and was not made for this role. Nothing was detached."
  version=$(aws iam get-policy --policy-arn "$arn" --query Policy.DefaultVersionId --output text)
  written=$(tag_of "$arn" whittle:document)
  [[ $written == "$hash.$version" ]] && return
  version=$(aws iam create-policy-version --policy-arn "$arn" --policy-document "$document" --set-as-default \\
    --query PolicyVersion.VersionId --output text)
  aws iam tag-policy --policy-arn "$arn" --tags \\
    "[$(tag whittle:review-id "$review"),$(tag whittle:document "$hash.$version")]"
}

attach() { # ROLE ARN
  attached "$1" "$2" || aws iam attach-role-policy --role-name "$1" --policy-arn "$2"
}

await() { # ROLE ARN
  local try
  for try in {1..30}; do
    if attached "$1" "$2"; then return; fi
    sleep 2
  done
  fail "$2 is not attached to $1 after a minute. Nothing was detached from this role. Run the script again."
}

detach() { # ROLE ARN
  if attached "$1" "$2"; then aws iam detach-role-policy --role-name "$1" --policy-arn "$2"; fi
}

delete_inline() { # ROLE NAME FILE: deletes an inline policy that is saved in FILE
  local names
  names=$(aws iam list-role-policies --role-name "$1" --query 'PolicyNames[]' --output text)
  tr '\\t' '\\n' <<<"$names" | grep -Fx -- "$2" >/dev/null || return 0
  aws iam get-role-policy --role-name "$1" --policy-name "$2" --query PolicyDocument --output json >"$3.new"
  mv -- "$3.new" "$3"
  aws iam delete-role-policy --role-name "$1" --policy-name "$2"
}`;

/**
 * A bash script for the AWS CLI: writes and attaches the refined policies of each role, waits until IAM shows them, then takes off what
 * they replace. It can be run again. Where a step fails, it stops, and what was not detached stays.
 */
export async function awsCliScript(changes: readonly NamedChange[]): Promise<string> {
  const accounts = [...new Set(changes.map(({ role }) => accountOf(role.arn)))];
  const parts: string[] = [];
  for (const change of changes) parts.push(await roleCommands(change));
  return [
    "#!/usr/bin/env bash",
    "# Attaches the refined policies, waits, then detaches what they replace. It can be run again: what is done already is skipped.",
    "# Needs the AWS CLI and bash 4 or newer.",
    "set -euo pipefail",
    "export AWS_PAGER=''",
    "",
    FUNCTIONS,
    "",
    "account=$(aws sts get-caller-identity --query Account --output text)",
    ...accounts.map((account) => `[[ $account == ${shellWord(account)} ]] || fail "This is for account ${account}, not $account."`),
    ...parts,
    "",
  ].join("\n");
}

async function roleCommands({ role, reviewId, policies, replaces, replacesInline }: NamedChange): Promise<string> {
  const name = shellWord(role.name);
  const { partition = "aws", account = "" } = parseArn(role.arn) ?? {};
  const arns = policies.map((policy) => refinedArn({ partition, accountId: account }, policy.name));
  const writes: string[] = [];
  for (const [index, policy] of policies.entries()) {
    const arn = arns[index] ?? "";
    const tag = policyTags({ roleName: v.parse(RoleName, role.name), reviewId })["whittle:role"] ?? "";
    const hash = await sha256Hex(canonicalJson(policy.document));
    const path = arn.slice(arn.indexOf(":policy") + ":policy".length, arn.length - policy.name.length);
    const words = [arn, path, policy.name, tag, reviewId, hash].map(shellWord).join(" ");
    writes.push(`write_policy ${words} \\\n  '${JSON.stringify(policy.document).replaceAll("'", `'\\''`)}'`);
  }
  const detached = replaces.filter(({ arn }) => !arns.includes(arn));
  const saved = replacesInline.map((inline) => [inline, `./${role.name}.${inline}.json`] as const);
  const undo = [
    ...detached.map(({ arn }) => `aws iam attach-role-policy --role-name ${name} --policy-arn ${shellWord(arn)}`),
    ...saved.map(
      ([inline, file]) =>
        `aws iam put-role-policy --role-name ${name} --policy-name ${shellWord(inline)} --policy-document ${shellWord(`file://${file}`)}`,
    ),
    ...arns.map((arn) => `aws iam detach-role-policy --role-name ${name} --policy-arn ${shellWord(arn)}`),
  ];
  return [
    "",
    `# Role ${oneLine(role.name)}. To go back:`,
    ...undo.map((command) => `#   ${oneLine(command)}`),
    ...writes,
    ...arns.map((arn) => `attach ${name} ${shellWord(arn)}`),
    ...arns.map((arn) => `await ${name} ${shellWord(arn)}`),
    ...(arns.length === 0 ? [] : ["sleep 15 # until IAM has it everywhere"]),
    ...detached.map(({ arn }) => `detach ${name} ${shellWord(arn)}`),
    ...saved.map(([inline, file]) => `delete_inline ${name} ${shellWord(inline)} ${shellWord(file)}`),
  ].join("\n");
}
