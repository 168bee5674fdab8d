import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { workflowCases } from "#test/adapters/local/workflow-cases.ts";
import { ACCOUNT, type OfflineAws, offlineAwsMissing, operator, REGION, startOfflineAws } from "./offline-aws.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();

/** The functions that the cases call, as Lambda functions. */
const HANDLERS: Readonly<Record<string, string>> = {
  echo: "export const handler = async (payload) => payload;",
  "throttled-twice": `
    class ThrottledError extends Error { name = "ThrottledError"; }
    let tries = 0;
    export const handler = async () => {
      if (++tries < 3) throw new ThrottledError("echo was throttled; it is safe to try again later.");
      return { tries };
    };`,
  "call-back": `
    export async function handler({ token }) {
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AWSStepFunctions.SendTaskSuccess",
        authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/${REGION}/states/aws4_request, SignedHeaders=host, Signature=b",
      };
      const body = JSON.stringify({ taskToken: token, output: JSON.stringify({ verdict: "approved" }) });
      const answer = await fetch(process.env.AWS_ENDPOINT_URL, { method: "POST", headers, body });
      if (!answer.ok) throw new Error(await answer.text());
    }`,
};

/** Rights are not enforced here. */
const ROLE = {
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com", "states.amazonaws.com"] }, Action: "sts:AssumeRole" }],
    },
  },
};
const ROLE_ARN = { "Fn::GetAtt": ["Role", "Arn"] };

/** A stack with a state machine a case, and functions of its own for each, since they count their calls. */
function template(): string {
  const folder = mkdtempSync(join(tmpdir(), "whittle-cases-"));
  const resources: Record<string, unknown> = { Role: ROLE };
  for (const [index, { machine }] of workflowCases.entries()) {
    let definition = JSON.stringify(machine);
    for (const [name, handler] of Object.entries(HANDLERS)) {
      const id = `${name.replaceAll("-", "")}${index}`;
      mkdirSync(join(folder, id));
      writeFileSync(join(folder, id, "index.mjs"), handler);
      resources[id] = {
        Type: "AWS::Serverless::Function",
        Properties: { Runtime: "nodejs24.x", Handler: "index.handler", CodeUri: `${id}/`, Role: ROLE_ARN },
      };
      definition = definition.replaceAll(`"FunctionName":"${name}"`, `"FunctionName":"stack-${id}"`);
    }
    resources[`Case${index}`] = {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: { StateMachineName: `case-${index}`, DefinitionString: definition, RoleArn: ROLE_ARN },
    };
  }
  const file = join(folder, "template.json");
  writeFileSync(
    file,
    JSON.stringify({ AWSTemplateFormatVersion: "2010-09-09", Transform: "AWS::Serverless-2016-10-31", Resources: resources }),
  );
  return file;
}

describe.skipIf(missing)(`what the embedded runner does, Step Functions does${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let aws: OfflineAws;
  beforeAll(async () => {
    aws = await startOfflineAws({}, ["--time-scale", "0.001"], template());
  });
  afterAll(() => aws.stop());

  test.each(workflowCases.map((each, index) => ({ ...each, index })))("$name", async ({ index, input, output, fails }) => {
    const sfn = new SFNClient(operator(aws.endpoint));
    const stateMachineArn = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:case-${index}`;
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, name: `run-${index}`, input: JSON.stringify(input) }),
    );
    const ended = await until(`the end of case ${index}`, async () => {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === "RUNNING" ? undefined : execution;
    });
    // Lambda says where in the code an error was thrown; the embedded run keeps that to itself.
    const withoutTrace = (key: string, value: unknown) => (key === "trace" ? undefined : value);
    if (fails === undefined) expect(JSON.parse(ended.output ?? `"${ended.cause}"`, withoutTrace)).toEqual(output);
    else {
      expect([ended.status, ended.error]).toEqual(["FAILED", fails.error]);
      // Each engine has words of its own for faults of the machine itself.
      if (!fails.error.startsWith("States.")) expect(ended.cause).toBe(fails.cause);
    }
  });
});
