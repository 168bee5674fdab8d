import { describe, expect, test } from "vitest";
import { readRecord } from "#core/cloudtrail/record.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { missedPermissions } from "#core/review/change/watch/watch.ts";
import { catalogue } from "../../../policy/catalogue.ts";
import { approvedAccount } from "../account.ts";
import { founding } from "../scenarios.ts";

const GROUP = "arn:aws:logs:us-east-1:111122223333:log-group:/ssm/patching";
const SESSION = "arn:aws:sts::111122223333:assumed-role/PatchManagerInstanceRole/i-0abc";

describe("a denied call of a role whose review was applied", () => {
  test("is told with its action, its resource and who made it", async () => {
    expect(await missed(deletion)).toEqual([
      {
        action: "logs:DeleteLogGroup",
        resources: [GROUP],
        at: "2026-11-25T10:00:00Z",
        region: "us-east-1",
        session: "i-0abc",
        address: "10.0.0.7",
        userAgent: "aws-cli/2.15",
      },
    ]);
  });

  test.each([
    ["whose message names no action", { errorCode: "AccessDeniedException", errorMessage: "Access denied" }],
    ["with the code of EC2", { errorCode: "Client.UnauthorizedOperation", errorMessage: "" }],
  ])("%s is known by its event", async (_, error) => {
    expect((await missed({ ...deletion, ...error })).map(({ action }) => action)).toEqual(["logs:DeleteLogGroup"]);
  });

  test("on another region than the refined policy allows is told", async () => {
    const resource = "arn:aws:logs:eu-west-1:111122223333:log-group:/ssm/patching:log-stream:i-0abc";
    const errorMessage = `User: ${SESSION} is not authorized to perform: logs:CreateLogStream on resource: ${resource} because no identity-based policy allows the logs:CreateLogStream action`;
    expect((await missed({ ...deletion, eventName: "CreateLogStream", errorMessage })).map(({ resources }) => resources)).toEqual([
      [resource],
    ]);
  });

  test.each([
    ["of another role", { userIdentity: identity("OtherRole") }],
    ["that succeeded", { errorCode: undefined, errorMessage: undefined }],
    ["that failed for another reason", { errorCode: "ResourceNotFoundException", errorMessage: "there is no such log group" }],
    [
      "that it could not make before either",
      {
        eventSource: "s3.amazonaws.com",
        eventName: "DeleteBucket",
        errorMessage: `User: ${SESSION} is not authorized to perform: s3:DeleteBucket`,
      },
    ],
    [
      "that the refined policy allows, and something else denied",
      {
        eventName: "CreateLogGroup",
        errorMessage: `User: ${SESSION} is not authorized to perform: logs:CreateLogGroup on resource: ${GROUP} with an explicit deny in a service control policy`,
      },
    ],
    ...[
      "with an explicit deny in a service control policy",
      "because no service control policy allows the logs:DeleteLogGroup action",
      "because no permissions boundary allows the logs:DeleteLogGroup action",
      "because no session policy allows the logs:DeleteLogGroup action",
      "because no VPC endpoint policy allows the logs:DeleteLogGroup action",
    ].map((cause): [string, object] => [
      `that was taken away, but was denied ${cause}`,
      { errorMessage: `User: ${SESSION} is not authorized to perform: logs:DeleteLogGroup on resource: ${GROUP} ${cause}` },
    ]),
  ])("%s is none of Whittle's doing", async (_, part) => {
    expect(await missed({ ...deletion, ...part })).toEqual([]);
  });
});

describe("a role that had an action on some resources alone", () => {
  const had = parsePolicy(
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "logs:*", Resource: "arn:aws:logs:*:*:log-group:/ssm/*" }] },
    "had",
  );
  const deniedOn = (group: string) => ({
    ...deletion,
    errorMessage: `User: ${SESSION} is not authorized to perform: logs:DeleteLogGroup on resource: ${group} because no identity-based policy allows the logs:DeleteLogGroup action`,
  });

  test.each<[string, string, readonly string[]]>([
    ["misses it on one of these", GROUP, [GROUP]],
    ["does not miss it on another, on which it was denied before too", GROUP.replace("/ssm/", "/other/"), []],
  ])("%s", async (_, group, told) => {
    expect((await missed(deniedOn(group), had)).flatMap(({ resources }) => resources)).toEqual(told);
  });

  test("misses it where the message names no resource that is an ARN, since it may have been one of these", async () => {
    expect((await missed(deniedOn("/ssm/patching"), had)).map(({ action, resources }) => [action, resources])).toEqual([
      ["logs:DeleteLogGroup", []],
    ]);
  });
});

const deletion = {
  eventSource: "logs.amazonaws.com",
  eventName: "DeleteLogGroup",
  eventType: "AwsApiCall",
  eventTime: "2026-11-25T10:00:00Z",
  awsRegion: "us-east-1",
  recipientAccountId: "111122223333",
  sourceIPAddress: "10.0.0.7",
  userAgent: "aws-cli/2.15",
  errorCode: "AccessDenied",
  errorMessage: `User: ${SESSION} is not authorized to perform: logs:DeleteLogGroup on resource: ${GROUP} because no identity-based policy allows the logs:DeleteLogGroup action`,
  requestParameters: { logGroupName: "/ssm/patching" },
  userIdentity: identity("PatchManagerInstanceRole"),
};

function identity(role: string) {
  return {
    type: "AssumedRole",
    arn: `arn:aws:sts::111122223333:assumed-role/${role}/i-0abc`,
    accountId: "111122223333",
    principalId: "AROAEXAMPLE:i-0abc",
    sessionContext: { sessionIssuer: { type: "Role", arn: `arn:aws:iam::111122223333:role/${role}` } },
  };
}

/** `had` stands in the place of the policies that the review replaced. */
async function missed(event: unknown, had?: PolicyDocument) {
  const { before: found, proposal } = await approvedAccount(founding);
  const replaced = new Set(proposal.replaces.map(({ arn }) => arn));
  const attached = found.attached.map((policy) => (had && replaced.has(policy.arn) ? { ...policy, document: had } : policy));
  const before = { ...found, attached };
  const reading = readRecord(event);
  if (!reading.readable) throw new Error(reading.because);
  return missedPermissions(reading.record, { before, proposal }, catalogue);
}
