import { expect, test } from "vitest";
import { activityFromReport } from "#core/evidence/from-last-accessed.ts";
import { asAction } from "#test/names.ts";

const window = { from: "2026-10-01T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" };
const roleArn = "arn:aws:iam::111122223333:role/Worker";

test("what IAM reports as used in the window is activity, by action; nothing is made up that the report does not know", () => {
  const services = [
    {
      service: "sqs",
      at: "2026-10-20T00:00:00.000Z",
      actions: [
        { action: asAction("sqs:SendMessage"), at: "2026-10-20T00:00:00.000Z" },
        { action: asAction("sqs:CreateQueue"), at: window.from },
        { action: asAction("sqs:DeleteQueue"), at: "2026-09-30T23:59:59.000Z" },
      ],
    },
    { service: "s3", at: "2026-10-20T00:00:00.000Z" },
    { service: "ec2", at: "2026-10-02T00:00:00.000Z", actions: [{ action: asAction("ec2:RunInstances"), at: "2026-10-02T00:00:00.000Z" }] },
  ];
  const used = (action: string, lastSeen: string) => ({
    action,
    lastSeen,
    resources: [],
    withoutResource: 1,
    regions: [],
    accounts: [],
    via: [],
  });
  expect(activityFromReport({ services, roleArn, window, gaps: [] })).toEqual({
    roleArn,
    window,
    source: "last-accessed",
    records: { read: 0, ofRole: 0, denied: 0, unreadable: 0 },
    entries: [
      used("ec2:RunInstances", "2026-10-02T00:00:00.000Z"),
      used("sqs:CreateQueue", window.from),
      used("sqs:SendMessage", "2026-10-20T00:00:00.000Z"),
    ],
    denied: [],
    servicesOnly: [],
    unresolved: [],
    suspicious: [],
    gaps: [],
  });
});
