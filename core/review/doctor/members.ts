import { readTrust, type TrustStatement } from "../approval/sign-in/trust.ts";
import type { BelowUnits } from "../fleet/units.ts";
import { engineOf, type MemberFacts, type MemberRole, type Stack, type StackFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { known, ok, toDo } from "./result.ts";

/** The functions that work in members, by the last part of their roles' names in infra/member-account.yaml. */
export const MEMBER_FUNCTIONS = [
  "apply-policy",
  "approval-page",
  "check-generation",
  "clean-up",
  "discover-roles",
  "follow-pull-request",
  "propose-policy",
  "rehearse-change",
  "restore-role",
];
/** Those that ask the member itself for evidence: with cloudtrail, nothing is asked of it. */
export const ASKING_FUNCTIONS = ["start-generation"];

/**
 * Which accounts stand below the units, and whether each member lets this hub in, is of the hub's version, and forwards its denied calls.
 * Nothing where the hub has no members.
 */
export function examineMembers({ stack, units, members = [] }: StackFacts): readonly Finding[] {
  return [
    ...known("members", units, (below) => examineUnits(stack, below)),
    ...members.flatMap((member) => [
      ...known("members", member.roles, (roles) => examineRoles(stack, member, roles)),
      ...known("members", member.handsOver, (handsOver) =>
        handsOver ? [] : [toDo("members", { id: "member-silent", account: member.account, region: stack.region })],
      ),
    ]),
  ];
}

function examineUnits({ parameters }: Stack, { accounts, leftOut, unlisted, organizations }: BelowUnits): readonly Finding[] {
  const units = (parameters.OrganizationalUnitIds ?? "").split(",").length;
  const given = parameters.OrganizationId ?? "";
  const others = organizations.filter((found) => found !== given);
  return [
    ...(unlisted.length === 0 ? [ok("members", { id: "units-listed", units, accounts: accounts.length })] : []),
    ...unlisted.map(({ unit, error }) => toDo("members", { id: "unit-unlisted", unit, error })),
    ...others.map((found) => toDo("members", { id: "organization-differs", given, found })),
    ...leftOut.map(({ id: account, state }) => ok("members", { id: "account-left-out", account, state })),
  ];
}

function examineRoles(stack: Stack, { account, handsOver }: MemberFacts, roles: readonly MemberRole[]): readonly Finding[] {
  const needed = [...MEMBER_FUNCTIONS, ...(engineOf(stack) === "cloudtrail" ? [] : ASKING_FUNCTIONS)];
  const found = new Map(roles.map((role) => [role.name, role]));
  const lacking = needed.map((name) => `${stack.name}-${name}`).filter((name) => !found.has(name));
  if (lacking.length > 0) return [toDo("members", { id: "member-lacks", account, roles: lacking })];
  const strange = roles.filter(({ trust }) => !readTrust(trust).some((statement) => isOfHub(statement, stack))).map(({ name }) => name);
  if (strange.length > 0) return [toDo("members", { id: "member-trusts-another", account, roles: strange })];
  const version = found.get(`${stack.name}-discover-roles`)?.template;
  if (version !== stack.outputs.MemberTemplate) return [toDo("members", { id: "member-outdated", account })];
  return "known" in handsOver && handsOver.known ? [ok("members", { id: "member-ready", account })] : [];
}

/** As infra/member-account.yaml writes it. The external id itself is not to be seen: the hub's parameter is hidden. */
function isOfHub({ aws, conditions }: TrustStatement, { name, account }: Stack): boolean {
  const asks = (key: string) => conditions.find((condition) => condition.key === key)?.values ?? [];
  return (
    aws.some((principal) => principal.endsWith(`:iam::${account}:root`)) &&
    asks("sts:externalid").length > 0 &&
    asks("aws:principalarn").some((arn) => arn.includes(`::${account}:role/whittle/${name}-`))
  );
}
