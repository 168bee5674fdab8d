import { join } from "node:path";
import { readSnapshot } from "#adapters/local/account/snapshot.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import { trailGenerations } from "#adapters/local/generations/trail-generations.ts";
import { openPage } from "#adapters/local/page/serve.ts";
import { logFiles } from "#adapters/local/trail/log-files.ts";
import { openLogs } from "#adapters/local/trail/open-logs.ts";
import { readTrail } from "#adapters/local/trail/read-trail.ts";
import { reviewLink } from "#core/review/approval/links.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { setArn } from "#core/review/permission-sets/permission-set.ts";
import type { GenerationResult } from "#core/review/ports/access-analyzer.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import type { Settings } from "#core/review/settings.ts";
import { checkGeneration } from "#core/steps/check-generation.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { requestApproval } from "#core/steps/request-approval.ts";
import { startGeneration } from "#core/steps/start-generation.ts";
import { approvalApp } from "#core/web/app.ts";
import { ROOT } from "#test/cli/whittle.ts";
import { portsOver, type TestPorts, type TestRole } from "#test/core/steps/ports.ts";
import { asOneRole } from "#test/core/usage/one-role.ts";
import { hasSharedData, sharedRecords } from "#test/core/usage/shared-data.ts";

const QUEUE_ROLE: TestRole = { name: "QueueWorker", policies: ["AmazonSQSFullAccess", "AmazonSSMManagedInstanceCore"] };
export const ADMIN_ROLE: TestRole = { name: "DeployRole", policies: ["AdministratorAccess"] };
const USED = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "logs:CreateLogStream"];

/** A review that waits for its decision, with the ports behind it and the link that its message holds. */
export interface Asked {
  readonly ports: TestPorts;
  readonly reviewId: string;
  readonly link: string;
}

/** Takes a role through the real steps up to the question. */
export function asked(role?: TestRole, pageUrl = "https://page.example", actions: readonly string[] = USED): Promise<Asked> {
  return askedOf({ ...(role ? { role } : {}), settings: { pageUrl }, actions });
}

/** The same under any settings. */
export async function askedOf({
  role = QUEUE_ROLE,
  settings,
  actions = USED,
  evidence = generated(actions),
  permissionSet,
}: {
  role?: TestRole;
  settings: Pick<Settings, "pageUrl"> & Partial<Settings>;
  actions?: readonly string[];
  evidence?: GenerationResult;
  /** The role is told of as this permission set. */
  permissionSet?: PermissionSet;
}): Promise<Asked> {
  const made = portsOver([role], settings);
  const ports = permissionSet ? { ...made, roles: asSets(made.roles, permissionSet) } : made;
  const { reviews } = await discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input: {} });
  const reviewId = reviews[0]?.reviewId ?? "";
  await ports.store.putDocument(reviewId, "evidence", evidence);
  await proposePolicy(ports, { reviewId });
  await requestApproval(ports, { reviewId, taskToken: `token-of-${reviewId}`, round: 1 });
  return { ports, reviewId, link: linkOf(ports, settings.pageUrl) };
}

type PermissionSet = NonNullable<RoleState["permissionSet"]>;

function asSets(roles: Roles, permissionSet: PermissionSet): Roles {
  const path = "/aws-reserved/sso.amazonaws.com/";
  const asSet = (role: RoleState): RoleState => {
    const arn = setArn({ partition: role.partition, path, name: role.name });
    return { ...role, arn, path, accountId: "*", permissionSet };
  };
  return {
    ...roles,
    async *all() {
      for await (const role of roles.all()) yield asSet(role);
    },
    read: async (name) => asSet(await roles.read(name)),
  };
}

function generated(actions: readonly string[]): GenerationResult {
  const document = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: actions, Resource: "*" } });
  return { kind: "documents", documents: [document], isComplete: true };
}

const SOME_YEARS = { from: "2017-01-01T00:00:00.000Z", to: "2025-01-01T00:00:00.000Z" };

/** A role with AdministratorAccess that made every call of the real logs; undefined where `../shared/data` is absent. */
export async function askedAboutRealLogs(pageUrl = "https://page.example"): Promise<Asked | undefined> {
  if (!hasSharedData) return undefined;
  const activity = asOneRole(sharedRecords("cloudtrail"), "arn:aws:iam::111122223333:role/DeployRole", SOME_YEARS);
  return askedOf({ role: ADMIN_ROLE, settings: { pageUrl, window: SOME_YEARS }, evidence: { kind: "activity", activity } });
}

/** The founding scenario's page, from the sample's own files. */
export function servedSample(): Promise<Served> {
  return served(askedAboutSample);
}

export type Served = Asked & { close(): void };

/** Serves the page of whatever is asked, with its own address in its links. */
export async function served<Made extends Asked>(ask: (pageUrl: string) => Promise<Made>): Promise<Made & { close(): void }> {
  const page = await openPage();
  const review = await ask(page.url);
  const app = approvalApp(review.ports, (fault) => console.error(fault));
  page.answerWith((request) => app.fetch(request));
  return { ...review, close: page.close };
}

async function askedAboutSample(pageUrl: string): Promise<Asked> {
  const snapshot = readSnapshot(join(ROOT, "sample/account.json"));
  const { catalogue } = portsOver([]);
  const roles = snapshotRoles(snapshot);
  const role = await roles.read("PatchManagerInstanceRole");
  const reading = readTrail({ logs: openLogs(logFiles(join(ROOT, "sample/trail"))), roleArns: [role.arn], catalogue });
  const generations = trailGenerations({ reading, roleOf: () => role, graceDays: 14, catalogue });
  const ports: TestPorts = { ...portsOver([], { pageUrl }), roles, generations };
  ports.at("2026-11-19T09:00:00.000Z");
  const { reviews } = await discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input: {} });
  const reviewId = reviews[0]?.reviewId ?? "";
  await checkGeneration(ports, await startGeneration(ports, { reviewId }));
  await proposePolicy(ports, { reviewId });
  await requestApproval(ports, { reviewId, taskToken: "token", round: 1 });
  return { ports, reviewId, link: linkOf(ports, pageUrl) };
}

function linkOf({ seen }: TestPorts, pageUrl: string): string {
  return seen.messages[0]?.body.split("\n").find((line) => line.startsWith(pageUrl)) ?? "";
}

/** A link to the same review with other claims, rightly signed. */
export async function linkWith(
  { ports, reviewId }: Asked,
  claims: { readonly expiresAt?: string; readonly proposalHash?: string; readonly reviewId?: string },
): Promise<string> {
  const { proposalHash = "" } = await ports.store.get(reviewId);
  return reviewLink(ports.signer, ports.settings.pageUrl, { reviewId, proposalHash, expiresAt: "2026-11-15T00:00:00.000Z", ...claims });
}
