import { accountOf, parseArn } from "#core/aws/arn.ts";
import type { Arn } from "#core/aws/names.ts";
import { seenJson } from "#core/json-text.ts";
import { canonicalJson, sha256Hex } from "../../hash.ts";
import type { CodeKind } from "../../model/proposal.ts";
import { roleTag } from "../carry-out/policy-tags.ts";
import { refinedArn } from "../plan/refined-policy.ts";
import { shellWord } from "../restore/break-glass.ts";
import type { NamedChange } from "./change.ts";
import { oneLine } from "./code-text.ts";

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

changed() { # ROLE WHAT
  fail "Role $1 is not as it was reviewed: $2. Nothing was changed. Review it again."
}

inline_of() { # ROLE NAME: the document of an inline policy, without white space; nothing where the role has none of the name
  local names
  names=$(aws iam list-role-policies --role-name "$1" --query 'PolicyNames[]' --output text) ||
    fail "The inline policies of $1 could not be listed. Run the script again."
  tr '\\t' '\\n' <<<"$names" | grep -Fx -- "$2" >/dev/null || return 0
  aws iam get-role-policy --role-name "$1" --policy-name "$2" --query PolicyDocument --output json | tr -d ' \\t\\r\\n'
}

same_role() { # ROLE ARN CREATED BOUNDARY
  local found arn created boundary
  found=$(aws iam get-role --role-name "$1" --output text \\
    --query 'Role.[Arn,CreateDate,PermissionsBoundary.PermissionsBoundaryArn]') || fail "Role $1 could not be read. Nothing was changed."
  read -r arn created boundary <<<"$found"
  [[ $arn == "$2" && \${created:0:19} == "$3"* ]] || changed "$1" "another role has its name now"
  [[ $boundary == "$4" ]] || changed "$1" "its permissions boundary is $boundary"
  finished=yes
}

new_inline() { # ROLE, then NAME DOCUMENT of each new inline policy: are all of them there?
  local role=$1 now
  shift
  while (($# > 0)); do
    now=$(inline_of "$role" "$1")
    [[ -z $now || $now == "$2" ]] || changed "$role" "it has an inline policy $1"
    [[ -n $now ]] || finished=no
    shift 2
  done
}

same_attached() { # ROLE, then KIND ARN VERSION HASH of each policy, new ones first. What is replaced may be gone where all new ones are there
  local role=$1 arns list arn kind reviewed hash version known=' '
  shift
  arns=$(aws iam list-attached-role-policies --role-name "$role" --query 'AttachedPolicies[].PolicyArn' --output text) ||
    fail "The policies of $role could not be listed. Nothing was changed."
  read -ra list <<<"$(tr '\\t\\n' '  ' <<<"$arns")"
  while (($# > 0)); do
    kind=$1 arn=$2 reviewed=$3 hash=$4
    shift 4
    known+="$arn "
    if [[ " \${list[*]} " != *" $arn "* ]]; then
      [[ $kind == new ]] && finished=no && continue
      [[ $kind == replaced && $finished == yes ]] || changed "$role" "$arn is not attached"
      continue
    fi
    version=$(aws iam get-policy --policy-arn "$arn" --query Policy.DefaultVersionId --output text)
    [[ -n $hash && $(tag_of "$arn" whittle:document) == "$hash.$version" ]] && continue
    [[ -z $hash ]] || finished=no
    [[ $reviewed != none ]] || changed "$role" "$arn is attached"
    [[ $version == "$reviewed" ]] || changed "$role" "the default version of $arn is $version"
  done
  for arn in \${list[@]+"\${list[@]}"}; do
    [[ $known == *" $arn "* || $arn == None ]] || changed "$role" "$arn is attached"
  done
}

same_inline() { # ROLE, then KIND NAME DOCUMENT of each inline policy
  local role=$1 names list name kind document now known=' '
  shift
  names=$(aws iam list-role-policies --role-name "$role" --query 'PolicyNames[]' --output text) ||
    fail "The inline policies of $role could not be listed. Nothing was changed."
  read -ra list <<<"$(tr '\\t\\n' '  ' <<<"$names")"
  while (($# > 0)); do
    kind=$1 name=$2 document=$3
    shift 3
    known+="$name "
    [[ $kind == new ]] && continue
    if [[ " \${list[*]} " != *" $name "* ]]; then
      [[ $kind == replaced && $finished == yes ]] || changed "$role" "it has no inline policy $name"
      continue
    fi
    now=$(inline_of "$role" "$name")
    [[ $now == "$document" ]] || changed "$role" "its inline policy $name was edited"
  done
  for name in \${list[@]+"\${list[@]}"}; do
    [[ $known == *" $name "* || $name == None ]] || changed "$role" "it has an inline policy $name"
  done
}

may_write() { # ROLE ARN ROLE_TAG REVIEW: is there no such policy yet, or was it made for the role, and not by code that would change it back?
  local error found
  if ! error=$(aws iam get-policy --policy-arn "$2" 2>&1 >/dev/null); then
    [[ $error == *NoSuchEntity* ]] || fail "$error"
    return 0
  fi
  found=$(tag_of "$2" whittle:role)
  [[ -z $found || $found == "$3" ]] || fail "$2 was made for role $found, not for $1. Nothing was changed. Rename or delete it, then run the script again."
  [[ -n $found && -n $(tag_of "$2" whittle:review-id) ]] || fail "$2 has no tags of this script: something else made it, such as CloudFormation, \\
the CDK or Terraform, whose next deployment would undo what this script writes. Nothing was changed. Make the change in that code: review $1 \\
again with --emit cloudformation, cdk or terraform. If no code manages the policy any more, run this, then the script again:
  aws iam tag-policy --policy-arn '$2' --tags '[$(tag whittle:role "$3"),$(tag whittle:review-id "$4")]'"
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

put_inline() { # ROLE NAME DOCUMENT TIGHT: writes an inline policy, and waits until IAM shows it
  local try
  [[ $(inline_of "$1" "$2") == "$4" ]] || aws iam put-role-policy --role-name "$1" --policy-name "$2" --policy-document "$3"
  for try in {1..30}; do
    [[ $(inline_of "$1" "$2") == "$4" ]] && return
    sleep 2
  done
  fail "The inline policy $2 of $1 is not seen after a minute. Nothing was detached from this role. Run the script again."
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
 * A bash script for the AWS CLI: checks that each role is as it was reviewed, or as a run of this script left it, then writes and
 * attaches the refined policies of each role, waits until IAM shows them, then takes off what they replace. It can be run again. Where a step fails, it stops, and what was not detached stays.
 */
export function awsCliScript(changes: readonly NamedChange[]): string {
  const accounts = [...new Set(changes.map(({ role }) => accountOf(role.arn)))];
  const checks: string[] = [];
  const parts: string[] = [];
  for (const change of changes) {
    const written = writtenPolicies(change);
    checks.push(...sameCommands(change, written));
    parts.push(roleCommands(change, written));
  }
  return [
    "#!/usr/bin/env bash",
    "# Stops where a role has changed since its review. Attaches the refined policies, waits, then detaches what they replace.",
    "# It can be run again: what is done already is skipped.",
    "# Needs the AWS CLI and bash 4 or newer.",
    "set -euo pipefail",
    "export AWS_PAGER=''",
    "",
    FUNCTIONS,
    "",
    "account=$(aws sts get-caller-identity --query Account --output text)",
    ...accounts.map(
      (account) => `[[ $account == ${shellWord(account)} ]] || fail ${shellWord(`This is for account ${account}, not`)}" $account."`,
    ),
    "",
    "# Before anything changes: is each role as it was reviewed?",
    ...checks,
    ...parts,
    "",
  ].join("\n");
}

/** A refined policy as IAM is to hold it. */
interface WrittenPolicy {
  readonly arn: Arn;
  readonly name: string;
  /** SHA-256 of its document, in hex. */
  readonly hash: string;
  readonly document: NamedChange["policies"][number]["document"];
}

/** Those that are written into the role itself. */
function inlinePolicies({ policies }: NamedChange): NamedChange["policies"] {
  return policies.filter(({ inline }) => inline);
}

function writtenPolicies({ role, policies }: NamedChange): readonly WrittenPolicy[] {
  const { partition = "aws", account = "" } = parseArn(role.arn) ?? {};
  const written: WrittenPolicy[] = [];
  for (const { name, document } of policies.filter(({ inline }) => !inline)) {
    const arn = refinedArn({ partition, accountId: account }, name);
    written.push({ arn, name, document, hash: sha256Hex(canonicalJson(document)) });
  }
  return written;
}

/** What stops the script where the role has changed since its review. */
function sameCommands(change: NamedChange, written: readonly WrittenPolicy[]): readonly string[] {
  const { role, before, replaces, replacesInline } = change;
  const name = shellWord(role.name);
  const versions = new Map(before.attached.map(({ arn, versionId }) => [arn, versionId]));
  const replaced = new Set(replaces.map(({ arn }) => arn));
  const refined = new Set(written.map(({ arn }) => arn));
  const attached = [
    ...written.map(({ arn, hash }) => [versions.has(arn) ? "kept" : "new", arn, versions.get(arn) ?? "none", hash]),
    ...before.attached
      .filter(({ arn }) => !refined.has(arn))
      .map(({ arn, versionId }) => [replaced.has(arn) ? "replaced" : "kept", arn, versionId, ""]),
  ];
  const fresh = inlinePolicies(change).map((policy) => [policy.name, tight(JSON.stringify(policy.document))]);
  const inline = [
    ...before.inline.map((policy) => [replacesInline.includes(policy.name) ? "replaced" : "kept", policy.name, tight(policy.json)]),
    ...fresh.map((words) => ["new", ...words]),
  ];
  // To the second, as IAM keeps it. A snapshot without the date has it long ago.
  const created = before.createdAt.startsWith("1970") ? "" : before.createdAt.slice(0, "2026-01-01T00:00:00".length);
  return [
    ...written.map(
      ({ arn }) => `may_write ${[role.name, arn, roleTag(role.name)["whittle:role"], change.reviewId].map(shellWord).join(" ")}`,
    ),
    `same_role ${[role.name, role.arn, created, before.boundaryArn ?? "None"].map(shellWord).join(" ")}`,
    ...(fresh.length === 0 ? [] : [["new_inline", name, ...fresh.map((words) => `\\\n  ${words.map(shellWord).join(" ")}`)].join(" ")]),
    ["same_attached", name, ...attached.map((words) => `\\\n  ${words.map(shellWord).join(" ")}`)].join(" "),
    ["same_inline", name, ...inline.map((words) => `\\\n  ${words.map(shellWord).join(" ")}`)].join(" "),
  ];
}

/** A document without white space, also in its texts: as the script has what IAM answers. */
function tight(json: string): string {
  return JSON.stringify(JSON.parse(json)).replaceAll(" ", "");
}

function roleCommands(change: NamedChange, written: readonly WrittenPolicy[]): string {
  const { role, reviewId, replaces, replacesInline } = change;
  const name = shellWord(role.name);
  const arns = written.map(({ arn }) => arn);
  const writes = written.map((policy) => {
    const path = policy.arn.slice(policy.arn.indexOf(":policy") + ":policy".length, policy.arn.length - policy.name.length);
    const words = [policy.arn, path, policy.name, roleTag(role.name)["whittle:role"], reviewId, policy.hash].map(shellWord).join(" ");
    return `write_policy ${words} \\\n  '${seenJson(JSON.stringify(policy.document)).replaceAll("'", `'\\''`)}'`;
  });
  const fresh = inlinePolicies(change);
  const detached = replaces.filter(({ arn }) => !arns.includes(arn));
  const saved = replacesInline.map((inline) => [inline, `./${role.name}.${inline}.json`] as const);
  const undo = [
    ...detached.map(({ arn }) => `aws iam attach-role-policy --role-name ${name} --policy-arn ${shellWord(arn)}`),
    ...saved.map(
      ([inline, file]) =>
        `aws iam put-role-policy --role-name ${name} --policy-name ${shellWord(inline)} --policy-document ${shellWord(`file://${file}`)}`,
    ),
    ...arns.map((arn) => `aws iam detach-role-policy --role-name ${name} --policy-arn ${shellWord(arn)}`),
    ...fresh.map((policy) => `aws iam delete-role-policy --role-name ${name} --policy-name ${shellWord(policy.name)}`),
  ];
  return [
    "",
    `# Role ${oneLine(role.name)}. To go back:`,
    ...undo.map((command) => `#   ${oneLine(command)}`),
    ...ownerLines(change),
    ...writes,
    ...arns.map((arn) => `attach ${name} ${shellWord(arn)}`),
    ...arns.map((arn) => `await ${name} ${shellWord(arn)}`),
    ...fresh.map(({ name: inline, document }) => {
      const json = JSON.stringify(document);
      return `put_inline ${name} ${shellWord(inline)} \\\n  ${shellWord(json)} \\\n  ${shellWord(tight(json))}`;
    }),
    ...(arns.length + fresh.length === 0 ? [] : ["sleep 15 # until IAM has it everywhere"]),
    ...detached.map(({ arn }) => `detach ${name} ${shellWord(arn)}`),
    ...saved.map(([inline, file]) => `delete_inline ${name} ${shellWord(inline)} ${shellWord(file)}`),
  ].join("\n");
}

const CODE: Readonly<Record<CodeKind, string>> = { cloudformation: "CloudFormation", cdk: "the CDK", terraform: "Terraform" };

/** What to know where code manages the role. */
function ownerLines({ role, owner }: NamedChange): readonly string[] {
  if (!owner) return [];
  const stack = owner.stack === undefined ? "" : `, stack ${oneLine(owner.stack)}`;
  return [
    `# ${oneLine(role.name)} is managed by ${CODE[owner.kind]}${stack}. Its next deployment may undo this change unless the code changes too:`,
    `#   review it with --emit ${owner.kind}.`,
  ];
}
