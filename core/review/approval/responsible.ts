import { accountOf } from "#core/aws/arn.ts";
import type { Note } from "../model/note.ts";
import type { RoleState } from "../model/role-state.ts";
import type { Settings } from "../settings.ts";
import type { ApproverRule } from "./approver-rule.ts";
import type { Identity } from "./sign-in/identity.ts";

const OWNER_TAG = "whittle:owner";
const ACCOUNT = /^\d{12}$/;

/** Whose approvers alone may decide about a role: of each, somebody in one of these groups. */
export interface Responsible {
  readonly account?: { readonly name: string; readonly groups: readonly string[] };
  readonly owner?: { readonly name: string; readonly groups: readonly string[] };
  /** What the tag says, where no group is given for it. */
  readonly unknownOwner?: string;
}

type Owned = Pick<RoleState, "arn" | "tags">;

/**
 * Who among the approvers may decide about a role. Both its account and its owner narrow them, and neither adds anybody: whoever may tag a
 * role chooses its owner, and must not choose a milder approver by it. An owner never stands for an account, whatever the tag says.
 */
export function responsibleFor({ arn, tags }: Owned, rules: readonly ApproverRule[] = []): Responsible {
  const owner = tags[OWNER_TAG]?.trim() ?? "";
  const account = groupsOf(rules, accountOf(arn));
  const ofOwner = ACCOUNT.test(owner) ? undefined : groupsOf(rules, owner);
  return {
    ...(account ? { account } : {}),
    ...(ofOwner ? { owner: ofOwner } : {}),
    ...(owner !== "" && !ofOwner ? { unknownOwner: owner } : {}),
  };
}

function groupsOf(rules: readonly ApproverRule[], name: string): Responsible["owner"] {
  const groups = rules.flatMap((rule) => (rule.of === name ? [rule.group] : []));
  return groups.length > 0 ? { name, groups } : undefined;
}

/** The groups of which this person, who may decide about other roles, is in none; undefined where they may decide about this one. */
export function missingGroups({ groups }: Pick<Identity, "groups">, { account, owner }: Responsible): readonly string[] | undefined {
  return [account, owner].flatMap((each) => each ?? []).find((each) => !each.groups.some((group) => groups.includes(group)))?.groups;
}

/** What of an owner goes into messages, so that subscriptions can filter: one that decides, and no word that somebody made up. */
export function routedOwner(role: Owned, settings: Pick<Settings, "approverSignIn" | "approversOf">): string | undefined {
  return settings.approverSignIn === "oidc" ? responsibleFor(role, settings.approversOf).owner?.name : undefined;
}

/** What the approver should know about who may decide. */
export function responsibleNotes(
  role: Owned,
  { approverSignIn, approversOf }: Pick<Settings, "approverSignIn" | "approversOf">,
): readonly Note[] {
  if (approverSignIn === "local") return [];
  const { account, owner, unknownOwner } = responsibleFor(role, approverSignIn === "oidc" ? approversOf : []);
  return [
    ...(account ? [{ id: "approvers-of", of: "account", ...account, groups: [...account.groups] } as const] : []),
    ...(owner ? [{ id: "approvers-of", of: "owner", ...owner, groups: [...owner.groups] } as const] : []),
    ...(unknownOwner ? [{ id: "owner-unknown", owner: unknownOwner, signIn: approverSignIn } as const] : []),
  ];
}
