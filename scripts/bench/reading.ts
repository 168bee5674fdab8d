import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, verdict } from "./report.ts";
import { ROLE, trailData } from "./trail-data.ts";

const ROUNDS = 5;
const whittle = join(import.meta.dirname, "../../cli/whittle.js");

/** `whittle review` on a large trail, against gunzip alone and against jq, alternating in one run; then ten times as much. */
export function benchReading(): void {
  const folder = trailData(1);
  const account = accountFile();
  const review = (path: string) => [
    process.execPath,
    whittle,
    "review",
    "--account",
    account,
    "--trail",
    path,
    "--decide",
    "none",
    "--format",
    "json",
  ];
  const zcat = ["sh", "-c", `zcat ${folder}/*.json.gz > /dev/null`];
  const jq = [
    "sh",
    "-c",
    `zcat ${folder}/*.json.gz | jq -c '.Records[] | [.eventSource, .eventName, .userIdentity.sessionContext.sessionIssuer.arn]' > /dev/null`,
  ];
  run(review(folder));
  const times: { whittle: number[]; zcat: number[] } = { whittle: [], zcat: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.whittle.push(run(review(folder)).seconds);
    times.zcat.push(run(zcat).seconds);
  }
  const ours = median(times.whittle);
  console.log(`reading: whittle ${ours.toFixed(2)} s, zcat ${median(times.zcat).toFixed(2)} s, medians of ${ROUNDS}`);
  verdict("wall time over zcat > /dev/null", ours / median(times.zcat), "at most", 0.6);
  if (spawnSync("jq", ["--version"]).status === 0) verdict("zcat | jq over wall time", run(jq).seconds / ours, "at least", 6);
  else console.log("jq is not installed here: that ratio is skipped");
  benchMemory(review);
}

function benchMemory(review: (path: string) => string[]): void {
  const once = run(review(trailData(1))).megabytes;
  const tenfold = run(review(trailData(10))).megabytes;
  if (once === undefined || tenfold === undefined) {
    console.log("/usr/bin/time is not installed here: peak memory is skipped");
    return;
  }
  verdict("peak memory in MB", Math.max(once, tenfold), "at most", 300);
  verdict("peak memory of ten times the data, over once", tenfold / once, "at most", 1.2);
}

interface Run {
  readonly seconds: number;
  readonly megabytes: number | undefined;
}

/** Wall time from outside, and the largest resident size that the system saw. */
function run(command: readonly string[]): Run {
  const hasTime = spawnSync("/usr/bin/time", ["-f", "%M", "true"]).status === 0;
  const [program = "", ...args] = hasTime ? ["/usr/bin/time", "-f", "%M", ...command] : command;
  const start = performance.now();
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) throw new Error(`${command.join(" ")} failed: ${stderr}`);
  return { seconds, megabytes: hasTime ? Number(stderr.trim().split("\n").at(-1)) / 1024 : undefined };
}

function accountFile(): string {
  const arn = `arn:aws:iam::${ROLE.account}:role/${ROLE.name}`;
  const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const account = {
    RoleDetailList: [
      {
        Arn: arn,
        RoleName: ROLE.name,
        CreateDate: "2020-01-01T00:00:00Z",
        AttachedManagedPolicies: [{ PolicyName: "AdministratorAccess", PolicyArn: admin }],
      },
    ],
    Policies: [
      {
        Arn: admin,
        PolicyName: "AdministratorAccess",
        PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: document }],
      },
    ],
  };
  const file = join(tmpdir(), "whittle-bench-account.json");
  writeFileSync(file, JSON.stringify(account));
  return file;
}
