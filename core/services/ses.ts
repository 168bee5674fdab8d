import { service } from "./knowledge.ts";

export const ses = service("ses", {
  eventSources: [
    { name: "email", source: "Service Authorization Reference: Amazon SES" },
    { name: "email.pinpoint", source: "Service Authorization Reference: Amazon Pinpoint Email Service" },
  ],
  ephemeralTypes: ["deliverability-test-report", "export-job", "import-job"],
  blindSpots: [
    {
      kind: "data-event",
      actions: ["SendBulkEmail", "SendEmail", "SendRawEmail"],
      source: "Amazon SES Developer Guide: Logging API calls with CloudTrail",
    },
  ],
  discoveryCalls: ["GetSendQuota", "ListIdentities", "GetAccountSendingEnabled"],
});
