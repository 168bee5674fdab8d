import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const isInstalled = spawnSync("aws", ["--version"]).status === 0;
/** The AWS CLI could not parse the command or a value of it (AWS CLI User Guide, "AWS CLI return codes"). */
const UNUSABLE = [2, 252];

const blocks = ["README.md", "docs/operators.md"].flatMap((file) => [...readFileSync(file, "utf8").matchAll(/```\w*\n([\s\S]*?)```/g)]);
const commands = blocks
  .flatMap(([, block = ""]) =>
    block
      .replaceAll(/\\\n\s*/g, " ")
      .replaceAll(/,\n\s+/g, ", ")
      .split("\n"),
  )
  .map((line) => line.trim())
  .filter((line) => line.startsWith("aws "));

describe.skipIf(!isInstalled)(`the commands of the AWS CLI that operators run${isInstalled ? "" : " (skipped: aws is not here)"}`, () => {
  test.each(commands)("%s", (command) => {
    // Nobody listens there: the command comes as far as the call.
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_MAX_ATTEMPTS: "1",
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
    };
    const keys = { AWS_ACCESS_KEY_ID: "nobody", AWS_SECRET_ACCESS_KEY: "nobody" };
    const { status, stderr } = spawnSync("sh", ["-c", command.split(/ [|>] /)[0] ?? ""], { encoding: "utf8", env: { ...env, ...keys } });
    expect(UNUSABLE, stderr).not.toContain(status);
    expect(stderr).toMatch(/connect|Waiter/i);
  });
});
