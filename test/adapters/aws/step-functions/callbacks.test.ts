import { SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { sfnCallbacks } from "#adapters/aws/step-functions/callbacks.ts";
import { RequestRefusedError } from "#core/errors.ts";
import { CallbackGoneError } from "#core/review/errors.ts";

const aws = mockClient(SFNClient);
const callbacks = sfnCallbacks(new SFNClient({}));

beforeEach(() => aws.reset());

test("calls back with the output as JSON", async () => {
  aws.on(SendTaskSuccessCommand).resolves({});
  await callbacks.succeed("token", { verdict: "approved" });
  expect(aws.call(0).args[0].input).toEqual({ taskToken: "token", output: '{"verdict":"approved"}' });
});

test.each([
  ["TaskTimedOut", CallbackGoneError],
  ["TaskDoesNotExist", CallbackGoneError],
  ["InvalidToken", RequestRefusedError],
])("%s is a %o, and its message does not hold the token", async (name, expected) => {
  aws.on(SendTaskSuccessCommand).rejects(Object.assign(new Error("no"), { name, $metadata: { httpStatusCode: 400 } }));
  const error = await callbacks.succeed("secret-token", {}).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(expected);
  expect(String(error)).not.toContain("secret-token");
});
