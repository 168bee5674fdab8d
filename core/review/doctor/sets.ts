import { ineligibleBecause, isTagged } from "../eligibility.ts";
import type { RoleState } from "../model/role-state.ts";
import type { IdentityCenter, SetApprovers, SetFacts, Stack, StackFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { known, ok, toDo } from "./result.ts";
import { tagSettings } from "./tag-settings.ts";

/** Whether Identity Center is where the stack says, who of the approvers it knows, and which sets can be reviewed. Nothing where none are. */
export function examineSets({ stack, sets: facts }: StackFacts): readonly Finding[] {
  if (facts === undefined) return [];
  const { arn } = facts;
  return known("identity center", facts.instance, (center) => {
    if (center === null) return [toDo("identity center", { id: "identity-center-missing", arn, region: stack.region })];
    return [
      ok("identity center", { id: "identity-center-found", arn }),
      ...(isDelegated(stack, center)
        ? [ok("identity center", { id: "delegated-administrator", account: stack.account, management: center.owner })]
        : []),
      ...known("identity center", facts.approvers, (approvers) => [examineApprovers(center, approvers)]),
      ...known("permission sets", facts.sets, (sets) => examineTagged({ stack, facts }, sets)),
    ];
  });
}

/** The instance of an organization is in its management account; whoever else may call is a delegated administrator. */
function isDelegated({ account }: Stack, { owner }: IdentityCenter): boolean {
  return owner !== "" && owner !== account;
}

/** An approver whom the identity store does not know is refused: nobody could tell whether they hold the set. */
function examineApprovers({ store }: IdentityCenter, { hasUsers, unknown }: SetApprovers): Finding {
  if (!hasUsers) return toDo("identity center", { id: "identity-store-empty", store });
  return unknown.length > 0
    ? toDo("identity center", { id: "approvers-unknown", emails: unknown })
    : ok("identity center", { id: "approvers-known" });
}

interface Examined {
  readonly stack: Stack;
  readonly facts: SetFacts;
}

function examineTagged({ stack, facts: { arn: instance } }: Examined, sets: readonly RoleState[]): readonly Finding[] {
  const settings = tagSettings(stack);
  const { tagKey: key, tagValue: value } = settings;
  const tagged = sets.filter((set) => isTagged(set, settings));
  const others = sets.filter((set) => !isTagged(set, settings));
  const refused = tagged.flatMap((set) => {
    const because = ineligibleBecause(set, settings);
    if (because === undefined) return [];
    return because.id === "management-account"
      ? [toDo("permission sets", { id: "set-in-management-account", set: set.name, management: because.account })]
      : [toDo("permission sets", { id: "set-ineligible", set: set.name, because })];
  });
  const count = tagged.length - refused.length;
  return [
    count > 0 ? ok("permission sets", { id: "sets-ready", count }) : toDo("permission sets", { id: "no-set-tagged", key, value, instance }),
    ...refused,
    ...others.map(({ name: set, tags, permissionSet }) =>
      toDo("permission sets", {
        id: "set-tagged-otherwise",
        ...{ set, key, value, has: tags[key] ?? "", arn: permissionSet?.arn ?? "", instance },
      }),
    ),
  ];
}
