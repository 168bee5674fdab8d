import { type AlternativesFact, service } from "./knowledge.ts";
import { always, mentions } from "./request.ts";

const v2 = "Amazon SES Developer Guide: Controlling access to Amazon SES, Restricting email sending (API v2)";

const ofTenant: AlternativesFact = {
  types: ["configuration-set", "identity", "template"],
  source: "Amazon SES API Reference, version 2: CreateTenantResourceAssociation, ResourceArn",
};

export const ses = service("ses", {
  receivesRolesAs: ["ses.amazonaws.com"],
  eventSources: [
    { name: "email", source: "Service Authorization Reference: Amazon SES" },
    { name: "email.pinpoint", source: "Service Authorization Reference: Amazon Pinpoint Email Service" },
  ],
  parameters: { DedicatedIPPool: ["poolname", "sendingpoolname", "destinationpoolname"] },
  ephemeralTypes: ["deliverability-test-report", "export-job", "import-job"],
  calls: { CreateTenantResourceAssociation: { alternatives: ofTenant }, DeleteTenantResourceAssociation: { alternatives: ofTenant } },
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
