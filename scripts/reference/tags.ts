import { code, table } from "./markdown.ts";

/** Every tag that Whittle reads or writes. A test holds them against the code. */
export const TAGS: Readonly<Record<string, string>> = {
  "whittle:review": "on a role, with the value `on`: Whittle reviews it. `TagKey` and `TagValue` choose others",
  "whittle:keep":
    "on a role: what is always kept, separated by spaces: an action (`s3:GetObject`), all that begin alike (`s3:Get-`) or a service (`s3`); more in `whittle:keep-2`, `whittle:keep-3` and so on",
  "whittle:scope": "on a role: how resources are named: `names`, `prefix` (default) or `account`",
  "whittle:replace": "on a role: more policies to replace: names, `inline` or `all`, separated by spaces",
  "whittle:regions": "on a role, with the value `all`: resources of all regions are kept, not only those of the stack's region",
  "whittle:cycle-days": "on a role: 1 to 365 days between two of its reviews, in place of `ReviewCycleDays`",
  "whittle:wave": "on a role, with the value `canary`: it is reviewed and changed before other roles",
  "whittle:rehearsal-days": "on a role: 0 to 14 days of rehearsal, in place of `RehearsalDays`",
  "whittle:repo":
    "on a role that code owns: its repository, `github:OWNER/NAME` or `gitlab:GROUP/NAME`, for `CodeOwnedRoles` = `pull-request`",
  "whittle:policy-file": "on the same role: the `.json` file of the repository that holds its refined policy",
  "whittle:owner":
    "on a role: where `ApproversOf` has a group for this value, only the approvers in it may decide; needs `ApproverSignIn` = `oidc`",
  "whittle:approvers": "on a role: `1` or `2` different people must approve; `2` needs `ApproverSignIn` = `oidc`",
  "whittle:role": "written on a refined policy: the role that it was made for",
  "whittle:review-id": "written on a refined policy: the review that made it",
  "whittle:stack":
    "written on a role of Whittle's own: the region and name of its stack, in a member after its account, by which another stack finds it",
  "whittle:tag-key": "written on the same role: the stack's `TagKey`",
  "whittle:template":
    "written on `discover-roles` of a member: the version of `infra/member-account.yaml` that made it, which `whittle doctor` compares",
  "whittle:tag-value": "written on the same role: the stack's `TagValue`",
  "whittle:document": "written on a refined policy by the script of `--emit aws-cli`: a digest of its document",
};

export function tagsText(): string {
  return table(
    ["tag", "meaning"],
    Object.entries(TAGS).map(([tag, about]) => [code(tag), about]),
  );
}
