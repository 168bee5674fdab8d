import { DescribeRuleCommand, EventBridgeClient, ListRuleNamesByTargetCommand } from "@aws-sdk/client-eventbridge";
import { IAMClient, ListRoleTagsCommand, paginateListRoles } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { formatArn, parseArn } from "#core/aws/arn.ts";
import type { MemberFacts, MemberRole, Stack, StackFacts, Told } from "#core/review/doctor/facts.ts";
import { type BelowUnits, belowUnits } from "#core/review/fleet/units.ts";
import { organizations } from "../aws/organizations.ts";
import type { settingsOf } from "../bucket/access.ts";
import { told } from "./told.ts";

type Settings = ReturnType<typeof settingsOf>;

/**
 * What `whittle doctor` looks at in each member, by a role that the operator may assume there, and below the units. Nothing where the stack has
 * no members.
 */
export async function memberFacts(stack: Stack, settings: Settings, roleName: string): Promise<Pick<StackFacts, "members" | "units">> {
  const listed = named(stack.parameters.MemberAccounts);
  const units = await unitsOf(stack, settings);
  const below = units && "known" in units ? units.known.accounts : [];
  const members: MemberFacts[] = [];
  for (const account of new Set([...listed, ...below].filter((each) => each !== stack.account)))
    members.push(await factsOf(stack, settings, partsOf(stack, "iam", { account, resource: `role/${roleName}` })));
  return { members, ...(units === undefined ? {} : { units }) };
}

function named(parameter = ""): readonly string[] {
  return parameter.split(",").filter((each) => each !== "");
}

async function unitsOf({ parameters, region }: Stack, { profile, ...settings }: Settings): Promise<Told<BelowUnits> | undefined> {
  const units = named(parameters.OrganizationalUnitIds);
  if (units.length === 0) return undefined;
  const client = new STSClient({ ...settings, region, ...(profile === undefined ? {} : { profile }) });
  return await told("organizations:ListAccountsForParent", () => belowUnits(organizations({ client }), units));
}

function partsOf(
  { region, outputs }: Stack,
  service: string,
  { account, resource }: { readonly account: string; readonly resource: string },
) {
  const { partition = "aws" } = parseArn(outputs.ReviewCycleArn ?? "") ?? {};
  return formatArn({ partition, service, region: service === "iam" ? "" : region, account, resource });
}

async function factsOf(stack: Stack, settings: Settings, RoleArn: string): Promise<MemberFacts> {
  const account = parseArn(RoleArn)?.account ?? "";
  const assumed = await told(`sts:AssumeRole for ${RoleArn}`, () => credentialsOf(settings, RoleArn));
  if ("unanswered" in assumed) return { account, roles: assumed, handsOver: { known: true } };
  const inMember = { ...settings, region: stack.region, credentials: assumed.known };
  return {
    account,
    roles: await told("iam:ListRoles", () => rolesOf(new IAMClient(inMember), stack.name)),
    handsOver: await handsOver(new EventBridgeClient(inMember), stack),
  };
}

async function credentialsOf({ profile, ...settings }: Settings, RoleArn: string) {
  const client = new STSClient({ ...settings, ...(profile === undefined ? {} : { profile }) });
  const { Credentials } = await client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "whittle-doctor" }));
  const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "", SessionToken: sessionToken = "" } = Credentials ?? {};
  return { accessKeyId, secretAccessKey, sessionToken };
}

/** Where a member keeps the version of its template. */
const TEMPLATE_TAG = "whittle:template";

async function rolesOf(client: IAMClient, stackName: string): Promise<readonly MemberRole[]> {
  const found: MemberRole[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client }, { PathPrefix: "/whittle/" })) {
    for (const { RoleName: name = "", AssumeRolePolicyDocument: trust = "" } of Roles) {
      if (name.startsWith(`${stackName}-`) && /^[a-z-]+$/.test(name.slice(stackName.length)))
        found.push({ name, trust: decodeURIComponent(trust), ...(await templateOf(client, name)) });
    }
  }
  return found;
}

async function templateOf(client: IAMClient, RoleName: string): Promise<Pick<MemberRole, "template">> {
  if (!RoleName.endsWith("-discover-roles")) return {};
  const { Tags = [] } = await client.send(new ListRoleTagsCommand({ RoleName }));
  const template = Tags.find(({ Key }) => Key === TEMPLATE_TAG)?.Value;
  return template === undefined ? {} : { template };
}

/** Is there a rule that is on, and hands events to the hub's bus? */
function handsOver(client: EventBridgeClient, stack: Stack): Promise<Told<boolean>> {
  return told("events:ListRuleNamesByTarget", async () => {
    const TargetArn = partsOf(stack, "events", { account: stack.account, resource: "event-bus/default" });
    const { RuleNames = [] } = await client.send(new ListRuleNamesByTargetCommand({ TargetArn }));
    for (const Name of RuleNames) {
      const { State } = await client.send(new DescribeRuleCommand({ Name }));
      if (State !== "DISABLED") return true;
    }
    return false;
  });
}
