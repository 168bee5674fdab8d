import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { sfnRestores } from "#adapters/aws/step-functions/restores.ts";
import { RequestRefusedError } from "#core/errors.ts";

const MACHINE = "arn:aws:states:eu-central-1:111122223333:stateMachine:RoleRestore";
const aws = mockClient(SFNClient);
const restores = sfnRestores(MACHINE, new SFNClient({}));
const refused = (name: string) => Object.assign(new Error("no"), { name, $metadata: { httpStatusCode: 400 } });

beforeEach(() => aws.reset());

test("starts role-restore under the name given", async () => {
  aws.on(StartExecutionCommand).resolves({});
  expect(await restores.start("review-1-s3-GetObject", { reviewId: "review-1", addBack: ["s3:GetObject"] })).toBe(true);
  const input = '{"reviewId":"review-1","addBack":["s3:GetObject"]}';
  expect(aws.call(0).args[0].input).toEqual({ stateMachineArn: MACHINE, name: "review-1-s3-GetObject", input });
});

test("an execution of that name that is over, or is about something else, is no error, and nothing is started", async () => {
  aws.on(StartExecutionCommand).rejects(refused("ExecutionAlreadyExists"));
  await expect(restores.start("name", { reviewId: "review-1" })).resolves.toBe(false);
});

test("any other refusal is one", async () => {
  aws.on(StartExecutionCommand).rejects(refused("StateMachineDoesNotExist"));
  await expect(restores.start("name", { reviewId: "review-1" })).rejects.toThrow(RequestRefusedError);
});

test("the command is one line that a shell takes as it is", () => {
  expect(restores.command({ reviewId: "review-1", reason: "it's missed" })).toBe(
    `aws stepfunctions start-execution --state-machine-arn ${MACHINE} --input '{"reviewId":"review-1","reason":"it'\\''s missed"}'`,
  );
});
