import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { day, type Event, generatedDocuments, INSTANCE, noise, ROLE } from "./scenario.ts";

/**
 * Makes the sample: 30 days of log files as CloudTrail delivers them, and a generated policy as Access Analyzer prints it.
 * Everything in it is made up; the same call always makes the same files. Run it with: node sample/make.ts
 */

const ACCOUNT = "111122223333";
const REGION = "us-east-1";
const DAYS = 30;
const FIRST_DAY = Date.parse("2026-10-20T00:00:00Z");
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${ROLE.name}`;

const here = import.meta.dirname;
rmSync(join(here, "trail"), { recursive: true, force: true });
for (let index = 0; index < DAYS; index++) writeDay(index);
writeGenerated();

function writeDay(index: number): void {
  const start = FIRST_DAY + index * 86_400_000;
  const events = [...day(index), ...noise(index)].toSorted((a, b) => a.second - b.second);
  const records = events.map((event) => record(event, start));
  const [year = "", month = "", date = ""] = new Date(start).toISOString().slice(0, 10).split("-");
  const folder = join(here, "trail/AWSLogs", ACCOUNT, "CloudTrail", REGION, year, month, date);
  mkdirSync(folder, { recursive: true });
  const name = `${ACCOUNT}_CloudTrail_${REGION}_${year}${month}${date}T2355Z_${id(`file ${index}`).slice(0, 16)}.json.gz`;
  writeFileSync(join(folder, name), gzipSync(JSON.stringify({ Records: records }), { level: 9 }));
}

/** A record as CloudTrail writes it (CloudTrail User Guide, "CloudTrail record contents"). */
function record(event: Event, dayStart: number) {
  const key = `${dayStart} ${event.second} ${event.source} ${event.name} ${JSON.stringify(event.request)}`;
  return {
    eventVersion: "1.09",
    userIdentity:
      event.user === undefined
        ? roleIdentity(dayStart)
        : {
            type: "IAMUser",
            principalId: `AIDA${id(event.user).slice(0, 17).toUpperCase()}`,
            arn: `arn:aws:iam::${ACCOUNT}:user/${event.user}`,
            accountId: ACCOUNT,
            accessKeyId: "AKIAIOSFODNN7EXAMPLE",
            userName: event.user,
          },
    eventTime: new Date(dayStart + event.second * 1000).toISOString().replace(".000", ""),
    eventSource: `${event.source}.amazonaws.com`,
    eventName: event.name,
    awsRegion: REGION,
    sourceIPAddress: event.user === undefined ? "198.51.100.24" : "203.0.113.7",
    userAgent: event.agent,
    ...(event.error === undefined ? {} : { errorCode: event.error, errorMessage: event.errorMessage ?? "" }),
    requestParameters: event.request,
    responseElements: event.response ?? null,
    requestID: uuid(`request ${key}`),
    eventID: uuid(`event ${key}`),
    readOnly: event.readOnly,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: "Management",
    tlsDetails: {
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: `${event.source}.${REGION}.amazonaws.com`,
    },
  };
}

function roleIdentity(dayStart: number) {
  const creationDate = new Date(dayStart - 1_800_000).toISOString().replace(".000", "");
  return {
    type: "AssumedRole",
    principalId: `${ROLE.id}:${INSTANCE}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE.name}/${INSTANCE}`,
    accountId: ACCOUNT,
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    sessionContext: {
      sessionIssuer: { type: "Role", principalId: ROLE.id, arn: ROLE_ARN, accountId: ACCOUNT, userName: ROLE.name },
      attributes: { creationDate, mfaAuthenticated: "false" },
      ec2RoleDelivery: "2.0",
    },
  };
}

function writeGenerated(): void {
  const output = {
    jobDetails: { jobId: uuid("job"), status: "SUCCEEDED", startedOn: "2026-11-19T00:00:05Z", completedOn: "2026-11-19T00:11:42Z" },
    generatedPolicyResult: {
      properties: {
        isComplete: true,
        principalArn: ROLE_ARN,
        cloudTrailProperties: {
          trailProperties: [{ cloudTrailArn: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/management-events`, allRegions: true }],
          startTime: new Date(FIRST_DAY).toISOString(),
          endTime: new Date(FIRST_DAY + DAYS * 86_400_000).toISOString(),
        },
      },
      generatedPolicies: generatedDocuments().map((document) => ({ policy: JSON.stringify(document) })),
    },
  };
  writeFileSync(join(here, "generated-policy.json"), `${JSON.stringify(output, undefined, 2)}\n`);
}

function id(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function uuid(text: string): string {
  return id(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
