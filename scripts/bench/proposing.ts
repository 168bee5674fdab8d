import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as v from "valibot";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { ActionName, Arn, RoleName } from "#core/aws/names.ts";
import { toJson } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { propose } from "#core/review/propose/propose.ts";
import type { Activity } from "#core/usage/activity.ts";
import { median, verdict } from "./report.ts";

const PROPOSALS = 1000;
const ACTIONS = 200;
/** What one proposal may take, its proof included. */
const MOST_MILLISECONDS = 12;
const window = { from: "2026-10-01T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" };

/** 1,000 proposals with their proofs, each from a real managed policy and 200 seen actions, on one core. Boundaries are never attached to be used. */
export function benchProposing(): void {
  const catalogue = loadCatalogue();
  const names = catalogue.expand("*");
  const file = join(import.meta.dirname, "../../test/data/aws-managed-policies.json.gz");
  const managed: { PolicyName: string; Document: unknown }[] = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8"));
  const policies = managed.filter(({ PolicyName }) => !PolicyName.endsWith("PermissionsBoundary"));
  const times = Array.from({ length: PROPOSALS }, (_, index) => {
    const role = roleWith(policies[index % policies.length] ?? { PolicyName: "", Document: {} }, index);
    const activity = activityOf(
      role,
      Array.from({ length: ACTIONS }, (_, at) => names[(index * 31 + at * 107) % names.length] ?? ""),
    );
    const start = performance.now();
    propose({ review: { id: "bench", window }, role, roleFingerprint: "", activity, keep: [], proposedAt: window.to, catalogue });
    return performance.now() - start;
  });
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  console.log(`proposing: ${PROPOSALS} proposals of ${ACTIONS} actions, median ${median(times).toFixed(1)} ms`);
  verdict("milliseconds a proposal, mean", mean, "at most", MOST_MILLISECONDS);
  const limit = 1000 / MOST_MILLISECONDS;
  verdict(`${(1000 / mean).toFixed(0)} proposals a second, against a limit of ${limit.toFixed(0)}`, 1000 / mean / limit, "at least", 1);
}

const nothingElse = { denied: [], unresolved: [], suspicious: [], gaps: [] };

/** Every second role carries AdministratorAccess beside it, so that all that was seen must be kept. */
function roleWith({ PolicyName, Document }: { PolicyName: string; Document: unknown }, index: number): RoleState {
  const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const policies = [[PolicyName, Document] as const, ...(index % 2 === 0 ? [["AdministratorAccess", everything] as const] : [])];
  const attached = policies.map(([name, json]) => {
    const document = parsePolicy(json, name);
    return {
      arn: v.parse(Arn, `arn:aws:iam::aws:policy/${name}`),
      name,
      versionId: "v1",
      json: JSON.stringify(toJson(document)),
      document,
    };
  });
  const tags = { "whittle:replace": PolicyName };
  return {
    arn: v.parse(Arn, "arn:aws:iam::123456789012:role/BenchRole"),
    name: v.parse(RoleName, "BenchRole"),
    path: "/",
    partition: "aws",
    accountId: "123456789012",
    createdAt: "2020-01-01T00:00:00.000Z",
    trust: "{}",
    tags,
    attached,
    inline: [],
    instanceProfiles: [],
  };
}

function activityOf(role: RoleState, actions: readonly string[]): Activity {
  const entries = [...new Set(actions)].sort().map((action) => ({
    action: v.parse(ActionName, action),
    count: 3,
    firstSeen: window.from,
    lastSeen: window.to,
    resources: [],
    withoutResource: 3,
    regions: ["us-east-1"],
    accounts: [role.accountId],
    via: [],
  }));
  const records = { read: 1000, ofRole: 600, denied: 0, unreadable: 0 };
  return {
    roleArn: role.arn,
    window,
    source: "trail",
    records,
    entries,
    ...nothingElse,
    servicesOnly: [],
    heldOut: { at: "2026-10-21T00:00:00.000Z", earlier: { entries: entries.slice(0, -20), ...nothingElse }, later: entries.slice(40) },
  };
}
