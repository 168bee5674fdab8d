import type { JsonPolicy } from "#core/policy/json.ts";
import { oneLine } from "../../change/emit/code-text.ts";
import { shellWord } from "../../change/restore/break-glass.ts";
import { referenceOf, type SetChange } from "./set-change.ts";

const HEAD = `#!/usr/bin/env bash
# Changes permission sets of IAM Identity Center, attach before detach: the inline policy is written and provisioned in each account
# before a policy is detached. It stops before it changes anything where a set is not as it was reviewed, and can be run again.
# Run it in the account and Region of IAM Identity Center, or in its delegated administrator account. Needs the AWS CLI and bash 4.4 or newer.
set -euo pipefail
shopt -s inherit_errexit
export AWS_PAGER=''

fail() { echo "$1" >&2; exit 1; }

changed() { # NAME WHAT
  fail "Permission set $1 is not as it was reviewed: $2. Nothing was changed. Review it again."
}

instance=$(aws sso-admin list-instances --query 'Instances[0].InstanceArn' --output text)
[[ $instance == arn:* ]] || fail "There is no IAM Identity Center instance in this account and Region. Nothing was changed."

sso() { # OPERATION SET …
  local operation=$1 set=$2
  shift 2
  aws sso-admin "$operation" --instance-arn "$instance" --permission-set-arn "$set" "$@"
}

set_named() { # NAME: its ARN
  local arns arn name
  arns=$(aws sso-admin list-permission-sets --instance-arn "$instance" --query 'PermissionSets[]' --output text)
  for arn in $arns; do
    name=$(sso describe-permission-set "$arn" --query PermissionSet.Name --output text)
    if [[ $name == "$1" ]]; then
      echo "$arn"
      return
    fi
  done
  fail "There is no permission set $1. Nothing was changed."
}

inline_of() { # SET: without white space; nothing where it has none
  local now
  now=$(sso get-inline-policy-for-permission-set "$1" --query InlinePolicy --output text | tr -d ' \\t\\r\\n')
  [[ $now == None ]] || echo "$now"
}

policies_of() { # SET: ARNs of AWS managed policies, and path and name of customer-managed ones
  local managed own
  managed=$(sso list-managed-policies-in-permission-set "$1" --query 'AttachedManagedPolicies[].Arn' --output text)
  own=$(sso list-customer-managed-policy-references-in-permission-set "$1" --output text \\
    --query "CustomerManagedPolicyReferences[].join('', [Path || '/', Name])")
  tr '\\t\\n' '  ' <<<" $managed $own "
}

boundary_of() { # SET
  local found
  if ! found=$(sso get-permissions-boundary-for-permission-set "$1" --output text --query \\
    "PermissionsBoundary.[ManagedPolicyArn || join('', [CustomerManagedPolicyReference.Path || '/', CustomerManagedPolicyReference.Name])]" 2>&1); then
    [[ $found == *ResourceNotFoundException* ]] || fail "$found"
    found=None
  fi
  echo "$found"
}

same_set() { # NAME SET BOUNDARY INLINE_BEFORE INLINE_AFTER, then KIND POLICY of each policy. What is replaced may be gone once the inline policy is written
  local name=$1 set=$2 now written=no list policy known=' '
  now=$(boundary_of "$set")
  [[ $now == "$3" ]] || changed "$name" "its permissions boundary is $now"
  now=$(inline_of "$set")
  if [[ $now == "$5" ]]; then written=yes; elif [[ $now != "$4" ]]; then changed "$name" "its inline policy was edited"; fi
  list=$(policies_of "$set")
  shift 5
  while (($# > 0)); do
    known+="$2 "
    [[ $list == *" $2 "* || ($1 == replaced && $written == yes) ]] || changed "$name" "$2 is not attached"
    shift 2
  done
  for policy in $list; do
    [[ $known == *" $policy "* || $policy == None ]] || changed "$name" "$policy is attached"
  done
}

provision() { # NAME SET WHAT: in one account after the other
  local accounts account state request status reason try failed=''
  accounts=$(sso list-accounts-for-provisioned-permission-set "$2" --query 'AccountIds[]' --output text)
  for account in $accounts; do
    [[ $account != None ]] || continue
    request=$(sso provision-permission-set "$2" --target-type AWS_ACCOUNT --target-id "$account" \\
      --query PermissionSetProvisioningStatus.RequestId --output text) || { failed+=" $account (not started)" && continue; }
    status=IN_PROGRESS reason=''
    for try in {1..120}; do
      state=$(aws sso-admin describe-permission-set-provisioning-status --instance-arn "$instance" --output text \\
        --provision-permission-set-request-id "$request" --query 'PermissionSetProvisioningStatus.[Status,FailureReason]')
      read -r status reason <<<"$state"
      [[ $status == IN_PROGRESS ]] || break
      sleep 5
    done
    [[ $status == SUCCEEDED ]] || failed+=" $account ($status: $reason)"
  done
  [[ -z $failed ]] || fail "Permission set $1 could not be provisioned in:$failed. $3 Run the script again."
}

detach() { # SET POLICY
  local list
  list=$(policies_of "$1")
  [[ $list == *" $2 "* ]] || return 0
  if [[ $2 == arn:* ]]; then
    sso detach-managed-policy-from-permission-set "$1" --managed-policy-arn "$2"
  else
    sso detach-customer-managed-policy-reference-from-permission-set "$1" --customer-managed-policy-reference "Name=\${2##*/},Path=\${2%/*}/"
  fi
}
`;

/** A shell script that changes each set with the AWS CLI, provisioning awaited in each account, and the way back in comments. */
export function awsCliSets(changes: readonly SetChange[]): string {
  const parts = changes.map((change, index) => ({ change, set: `set${index + 1}` }));
  return [
    HEAD,
    "# Before anything changes: is each permission set as it was reviewed?",
    ...parts.flatMap(({ change, set }) => sameCommands(change, set)),
    ...parts.flatMap(({ change, set }) => changeCommands(change, set)),
    "",
  ].join("\n");
}

function sameCommands({ name, before, reviewedInline, inline, replaces }: SetChange, set: string): readonly string[] {
  const replaced = new Set(replaces.map(({ arn }) => arn));
  const policies = before.attached.map(({ arn }) => `${replaced.has(arn) ? "replaced" : "kept"} ${shellWord(wordOf(arn))}`);
  const boundary = before.boundaryArn === undefined ? "None" : wordOf(before.boundaryArn);
  const words = [boundary, tight(reviewedInline), tight(inline && textOf(inline))].map(shellWord);
  return [
    `${set}=$(set_named ${shellWord(name)})`,
    [`same_set ${shellWord(name)} "$${set}" ${words.join(" ")}`, ...policies].join(" \\\n  "),
  ];
}

function changeCommands({ name, reviewedInline, inline, replaces }: SetChange, set: string): readonly string[] {
  const word = shellWord(name);
  return [
    "",
    `# Permission set ${oneLine(name)}. To go back, with the functions above:`,
    ...replaces.map(({ arn }) => `#   ${oneLine(attachCommand(arn, set))}`),
    `#   ${oneLine(reviewedInline === undefined ? deleteInline(set) : putInline(set, reviewedInline))}`,
    `#   provision ${oneLine(word)} "$${set}" ''`,
    ...(inline
      ? [putInline(set, textOf(inline)), `provision ${word} "$${set}" 'Nothing was detached.'`]
      : reviewedInline === undefined
        ? []
        : [`now=$(inline_of "$${set}")`, `[[ -z $now ]] || ${deleteInline(set)}`]),
    ...replaces.map(({ arn }) => `detach "$${set}" ${shellWord(wordOf(arn))}`),
    `provision ${word} "$${set}" 'Accounts that are not named are done.'`,
  ];
}

function putInline(set: string, document: string): string {
  return `sso put-inline-policy-to-permission-set "$${set}" --inline-policy ${shellWord(document)}`;
}

function deleteInline(set: string): string {
  return `sso delete-inline-policy-from-permission-set "$${set}"`;
}

function attachCommand(arn: string, set: string): string {
  const reference = referenceOf(arn);
  return typeof reference === "string"
    ? `sso attach-managed-policy-to-permission-set "$${set}" --managed-policy-arn ${shellWord(reference)}`
    : `sso attach-customer-managed-policy-reference-to-permission-set "$${set}" --customer-managed-policy-reference ${shellWord(`Name=${reference.Name},Path=${reference.Path}`)}`;
}

/** The ARN of an AWS managed policy; path and name of a customer-managed one. */
function wordOf(arn: string): string {
  const reference = referenceOf(arn);
  return typeof reference === "string" ? reference : reference.Path + reference.Name;
}

function textOf(policy: JsonPolicy): string {
  return JSON.stringify(policy);
}

/** A document without white space, also in its texts: as the script has what IAM Identity Center answers. */
function tight(json: string | undefined): string {
  return json === undefined ? "" : JSON.stringify(JSON.parse(json)).replaceAll(" ", "");
}
