import { IAMClient } from "@aws-sdk/client-iam";
import { STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, test, vi } from "vitest";
import { restoringFromEnvironment } from "#adapters/aws/restoring.ts";
import { AccountUnreachableError } from "#core/review/errors.ts";

const environment = {
  ROLE_RESTORE_ARN: "arn:aws-us-gov:states:us-gov-west-1:111122223333:stateMachine:RoleRestore",
  MEMBER_EXTERNAL_ID: "a-word-of-its-own-1",
  AWS_REGION: "us-gov-west-1",
};

afterEach(() => vi.unstubAllEnvs());

test("the page reads the role of a member through the role there that is the page's own", async () => {
  vi.stubEnv("AWS_REGION", environment.AWS_REGION);
  // A file that ran before in the same process may have left a stand-in, which asks for no credentials.
  mockClient(IAMClient).restore();
  const sts = mockClient(STSClient);
  sts.onAnyCommand().rejects(Object.assign(new Error("no"), { name: "AccessDenied", $metadata: { httpStatusCode: 403 } }));
  const { rolesIn } = restoringFromEnvironment(environment, "whittle");
  await expect(rolesIn("444455556666").read("MyRole")).rejects.toThrow(AccountUnreachableError);
  expect(sts.call(0).args[0].input).toEqual({
    RoleArn: "arn:aws-us-gov:iam::444455556666:role/whittle/whittle-approval-page",
    RoleSessionName: "whittle",
    ExternalId: "a-word-of-its-own-1",
  });
  sts.restore();
});

test("permission sets are restored where the stack reviews them, by their own state machine", () => {
  const machine = "arn:aws:states:eu-central-1:111122223333:stateMachine:SetRestore";
  expect(restoringFromEnvironment(environment, "whittle").ofSets).toBeUndefined();
  const { restores, ofSets } = restoringFromEnvironment({ ...environment, SET_RESTORE_ARN: machine }, "whittle");
  expect(ofSets?.restores.command({ reviewId: "r1" })).toContain(`--state-machine-arn ${machine} `);
  expect(restores.command({ reviewId: "r1" })).toContain(`--state-machine-arn ${environment.ROLE_RESTORE_ARN} `);
});
