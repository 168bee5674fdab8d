import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { emitSets } from "#core/review/permission-sets/emit/emit.ts";
import type { SetChange } from "#core/review/permission-sets/emit/set-change.ts";
import { inShell } from "#test/shell.ts";
import { setRole } from "./set-role.ts";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const OWN = "arn:aws:iam::*:policy/teams/Queues";
const document = (Action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Sid: "it's $(touch pwned)", Effect: "Allow" as const, Action }],
});
const json = JSON.stringify(document("s3:ListBucket"));

const before = setRole({
  attached: [ADMIN, OWN].map((arn) => ({ arn, json: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' })),
});
const change: SetChange = {
  name: "Admins",
  before,
  reviewedInline: json,
  inline: document("s3:*"),
  replaces: before.attached,
};

function identityCenter() {
  const folder = mkdtempSync(join(tmpdir(), "whittle-sso-"));
  mkdirSync(join(folder, "bin"));
  symlinkSync(join(import.meta.dirname, "fake-sso.sh"), join(folder, "bin/aws"));
  writeFileSync(join(folder, "managed"), `${ADMIN}\n`);
  writeFileSync(join(folder, "own"), "/teams/Queues\n");
  writeFileSync(join(folder, "accounts"), "111122223333\n444455556666\n");
  writeFileSync(join(folder, "inline"), `${JSON.stringify(JSON.parse(json), undefined, 2)}\n`);
  return folder;
}

function run(folder: string, given: SetChange, env: NodeJS.ProcessEnv = {}) {
  const script = join(folder, "change.sh");
  writeFileSync(script, emitSets("aws-cli", [given]));
  const { status, stderr } = inShell(['sleep() { :; }; export -f sleep; exec bash "$0"', script], {
    cwd: folder,
    env: { STATE: folder, PATH: `${join(folder, "bin")}:${process.env.PATH}`, ...env },
  });
  const calls = existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8") : "";
  return { status, stderr, calls: calls.split("\n").flatMap((call) => call.trim() || []) };
}

const PROVISION = ["provision-permission-set 111122223333", "provision-permission-set 444455556666"];
const PUT = "put-inline-policy-to-permission-set";
const DETACH = [
  `detach-managed-policy-from-permission-set ${ADMIN}`,
  "detach-customer-managed-policy-reference-from-permission-set Name=Queues,Path=/teams/",
];

describe("the script of --emit aws-cli", () => {
  test("writes, provisions in each account, detaches, provisions again; no text of the policy is run", () => {
    const folder = identityCenter();
    expect(run(folder, change)).toEqual({ status: 0, stderr: "", calls: [PUT, ...PROVISION, ...DETACH, ...PROVISION] });
    expect(JSON.parse(readFileSync(join(folder, "inline"), "utf8"))).toEqual(change.inline);
    expect(existsSync(join(folder, "pwned"))).toBe(false);
  });

  test("names the accounts where provisioning failed, detaches nothing, and can be run again", () => {
    const folder = identityCenter();
    const failed = run(folder, change, { FAILING: "444455556666" });
    expect(failed).toMatchObject({ status: 1, calls: [PUT, ...PROVISION] });
    expect(failed.stderr).toBe(
      "Permission set Admins could not be provisioned in: 444455556666 (FAILED: No such policy). Nothing was detached. Run the script again.\n",
    );
    const again = run(folder, change);
    expect(again).toEqual({ status: 0, stderr: "", calls: [PUT, ...PROVISION, PUT, ...PROVISION, ...DETACH, ...PROVISION] });
    expect(run(folder, change).status).toBe(0);
  });

  test("takes all off a set that nobody used", () => {
    const { inline: _, ...unused } = change;
    const folder = identityCenter();
    const deleted = "delete-inline-policy-from-permission-set";
    expect(run(folder, unused)).toEqual({ status: 0, stderr: "", calls: [deleted, ...DETACH, ...PROVISION] });
    expect(run(folder, unused).status).toBe(0);
  });

  test.each([
    ["its inline policy was edited", { inline: '{"Version":"2012-10-17"}' }, {}],
    ["arn:aws:iam::aws:policy/ReadOnlyAccess is attached", { managed: `${ADMIN}\narn:aws:iam::aws:policy/ReadOnlyAccess\n` }, {}],
    [`${ADMIN} is not attached`, { managed: "" }, {}],
    ["/teams/Queues is not attached", { own: "" }, {}],
    [`its permissions boundary is ${ADMIN}`, {}, { BOUNDARY: ADMIN }],
  ])("changes nothing where %s", (because, files, env) => {
    const folder = identityCenter();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { status, stderr, calls } = run(folder, change, env);
    expect({ status, calls }).toEqual({ status: 1, calls: [] });
    expect(stderr).toBe(`Permission set Admins is not as it was reviewed: ${because}. Nothing was changed. Review it again.\n`);
  });

  test.each([
    ["there is no such set", { ...change, name: "Auditors" }, {}, "There is no permission set Auditors."],
    ["there is no Identity Center", change, { INSTANCE: "None" }, "There is no IAM Identity Center instance"],
    ["a list cannot be read", change, { NO_LIST: "1" }, ""],
  ])("changes nothing where %s", (_, given, env, message) => {
    const { status, stderr, calls } = run(identityCenter(), given, env);
    expect({ isDone: status === 0, calls }).toEqual({ isDone: false, calls: [] });
    expect(stderr).toContain(message);
  });

  test("tells the way back", () => {
    const script = emitSets("aws-cli", [change]);
    expect(script).toContain(`#   sso attach-managed-policy-to-permission-set "$set1" --managed-policy-arn ${ADMIN}\n`);
    expect(script).toContain('#   sso put-inline-policy-to-permission-set "$set1" --inline-policy \'');
  });
});
