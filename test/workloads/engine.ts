import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { listTrail } from "#adapters/cloudtrail/list-trail.ts";
import { mergedActivity } from "#adapters/cloudtrail/merged-activity.ts";
import { readPart } from "#adapters/cloudtrail/read-part.ts";
import { runName } from "#adapters/cloudtrail/run-name.ts";
import { s3Summaries } from "#adapters/cloudtrail/summaries.ts";
import { parseSnapshot } from "#adapters/local/account/snapshot.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import { processSigner } from "#adapters/local/small-ports.ts";
import { logFiles } from "#adapters/local/trail/log-files.ts";
import { openLogs } from "#adapters/local/trail/open-logs.ts";
import { readTrail } from "#adapters/local/trail/read-trail.ts";
import { trailActivity } from "#core/review/trail-activity.ts";
import type { Activity } from "#core/usage/activity.ts";
import { fakeS3 } from "#test/adapters/cloudtrail/fake-s3.ts";

const Roles = v.object({ RoleDetailList: v.array(v.object({ Arn: v.string(), RoleName: v.string() })) });
const catalogue = loadCatalogue();
const window = { from: "2026-10-01T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" };
const known = { rolesOfProfiles: new Map<string, string>(), graceDays: 14 };

/** The activity of every role of a workload, as the deployed engine reads it from S3 and as an embedded run reads it from the folder. */
export async function readTwice(folder: string): Promise<readonly { readonly stack: Activity; readonly embedded: Activity }[]> {
  const account: unknown = JSON.parse(readFileSync(join(folder, "account.json"), "utf8"));
  const roles = snapshotRoles(parseSnapshot(account, "account.json"));
  const trail = join(folder, "trail");
  const { summaries, run } = await readFromS3(trail);
  const both = v.parse(Roles, account).RoleDetailList.map(async ({ Arn: roleArn, RoleName }) => {
    const ports = { summaries, roles, rolesOfProfiles: async () => known.rolesOfProfiles, graceDays: known.graceDays, catalogue };
    const { tally, files, problems } = await readTrail({ logs: openLogs(logFiles(trail)), roleArns: [roleArn], window, catalogue });
    const logs = { tally, files, unreadable: problems };
    return {
      stack: await mergedActivity(ports, { run, roleArn, window }),
      embedded: trailActivity({ logs, window, roleArn, role: await roles.read(RoleName), ...known }, catalogue),
    };
  });
  return Promise.all(both);
}

/** What the state machine read-trail does: lists, then reads every part. */
async function readFromS3(trail: string) {
  const s3 = fakeS3();
  for (const name of readdirSync(trail, { recursive: true, encoding: "utf8" }).filter((each) => each.endsWith(".gz")))
    s3.put("trail", name, readFileSync(join(trail, name)));
  const [account = ""] = readdirSync(join(trail, "AWSLogs"));
  const run = runName(account, window);
  const summaries = s3Summaries("summaries", processSigner(), s3.client);
  const ports = { trail: { client: s3.client, bucket: "trail", prefix: "" }, summaries, catalogue, madeBy: "this code" };
  await listTrail(ports, { run, account, ...window });
  for (const part of await summaries.run(run)) await readPart(ports, { part });
  return { summaries, run };
}
