import { expect, test } from "vitest";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { watchRole } from "#core/steps/watch-role.ts";
import { missedOf } from "#test/fakes/missed-of.ts";
import { fakeNotices } from "#test/fakes/notices.ts";
import { REVIEW_ID } from "../change/account.ts";
import { ACCOUNTS, approvedSet, SET, SET_SCENARIOS } from "./approved-set.ts";

const [PLAIN] = SET_SCENARIOS;
if (!PLAIN) throw new Error("there are four scenarios");
const [ACCOUNT = ""] = ACCOUNTS;
const role = (set = SET, path = "/aws-reserved/sso.amazonaws.com/eu-west-1/") =>
  `arn:aws:iam::${ACCOUNT}:role${path}AWSReservedSSO_${set}_0123456789abcdef`;

/** A denied call of a session of a role, as EventBridge delivers it. */
function denied(roleArn: string) {
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${roleArn.slice(roleArn.lastIndexOf("/") + 1)}/ann`;
  return {
    source: "aws.sqs",
    "detail-type": "AWS API Call via CloudTrail",
    detail: {
      eventSource: "sqs.amazonaws.com",
      eventName: "PurgeQueue",
      eventType: "AwsApiCall",
      eventTime: "2026-11-25T10:00:00Z",
      awsRegion: "us-east-1",
      recipientAccountId: ACCOUNT,
      sourceIPAddress: "192.0.2.7",
      userAgent: "console",
      errorCode: "AccessDenied",
      errorMessage: `User: ${arn} is not authorized to perform: sqs:PurgeQueue on resource: arn:aws:sqs:us-east-1:${ACCOUNT}:orders because no identity-based policy allows the sqs:PurgeQueue action`,
      userIdentity: { type: "AssumedRole", arn, sessionContext: { sessionIssuer: { type: "Role", arn: roleArn } } },
    },
  };
}

test.each([
  ["of the set's role in any account is told as one of the set", role(), { reviewId: REVIEW_ID, missed: ["sqs:PurgeQueue"] }],
  ["of another set's role is not", role("Admins_Two"), { missed: [] }],
  ["of a role of that name that is not Identity Center's is not", role(SET, "/"), { missed: [] }],
])("a denied call %s", async (_, roleArn, expected) => {
  const account = await approvedSet(PLAIN);
  await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  expect(await watchRole({ ...account.ports, notices: fakeNotices(), missedOf }, denied(roleArn))).toEqual(expected);
});
