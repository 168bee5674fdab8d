import type { Place } from "#core/aws/arn.ts";
import { regionalArn } from "#core/aws/arn.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { type AlternativesFact, service, type ToldFact } from "./knowledge.ts";
import { always, mentions } from "./request.ts";

const v2 = "Amazon SES Developer Guide: Controlling access to Amazon SES, Restricting email sending (API v2)";

const ofTenant: AlternativesFact = {
  types: ["configuration-set", "identity", "template"],
  source: "Amazon SES API Reference, version 2: CreateTenantResourceAssociation, ResourceArn",
};

/** Who sends: an address, or else one of its domains, is the identity. */
const sending: ToldFact = {
  alone: false,
  arns: senders,
  source: "Amazon SES Developer Guide: Verified identities (an address takes the settings of its domain unless it is one itself)",
};

export const ses = service("ses", {
  receivesRolesAs: ["ses.amazonaws.com"],
  eventSources: [
    { name: "email", source: "Service Authorization Reference: Amazon SES" },
    { name: "email.pinpoint", source: "Service Authorization Reference: Amazon Pinpoint Email Service" },
  ],
  parameters: { DedicatedIPPool: ["poolname", "sendingpoolname", "destinationpoolname"] },
  ephemeralTypes: ["deliverability-test-report", "export-job", "import-job"],
  calls: {
    CreateTenantResourceAssociation: { alternatives: ofTenant },
    DeleteTenantResourceAssociation: { alternatives: ofTenant },
    SendBulkEmail: { told: sending },
    SendBulkTemplatedEmail: { told: sending },
    SendEmail: { told: sending },
    SendRawEmail: { told: sending },
    SendTemplatedEmail: { told: sending },
  },
  byRequest: {
    SendEmail: [
      { when: mentions(/"raw":/i, "with raw content"), needs: ["SendRawEmail"], source: v2 },
      { when: mentions(/"template":/i, "with a template"), needs: ["SendTemplatedEmail"], source: v2 },
    ],
    SendBulkEmail: [{ when: always, needs: ["SendBulkTemplatedEmail"], source: v2 }],
  },
  blindSpots: [
    {
      kind: "data-event",
      actions: ["SendBulkEmail", "SendBulkTemplatedEmail", "SendEmail", "SendRawEmail", "SendTemplatedEmail"],
      source: "Amazon SES Developer Guide: Logging API calls with CloudTrail",
    },
  ],
  discoveryCalls: ["GetSendQuota", "ListIdentities", "GetAccountSendingEnabled"],
});

function senders({ request, resources }: CloudTrailRecord, place: Place): readonly string[] | undefined {
  const { source, fromEmailAddress = source } = request;
  const isNamed = [...resources, ...Object.values(request)].some(
    (arn) => typeof arn === "string" && /^arn:[^:]*:ses:.*:identity\//.test(arn),
  );
  const [, address = "", domain = ""] = isNamed ? [] : (/([^\s<>"]+@([\w.-]+\.[\w-]+))>?$/.exec(String(fromEmailAddress)) ?? []);
  if (address === "") return undefined;
  const labels = domain.split(".");
  const domains = labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
  return [address, ...domains].map((identity) => regionalArn("ses", place, `identity/${identity}`));
}
