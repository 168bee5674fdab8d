import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inShell } from "#test/shell.ts";
import { temporaryFolder } from "../whittle.ts";
import type { Export } from "./deployed-code.ts";

type Policy = Export["Policies"][number];

/** Runs a script for the AWS CLI over an account's export, with a stand-in of that: what the account is then, and what the script said. */
export function runScript(account: Export, roleName: string, script: string): { readonly account: Export; readonly stderr: string } {
  const role = account.RoleDetailList.find(({ RoleName }) => RoleName === roleName);
  if (!role) throw new Error(`no role ${roleName}`);
  const folder = laidOut(account, role);
  writeFileSync(join(folder, "change.sh"), script);
  const { stderr } = inShell(["sleep() { :; }; export -f sleep; exec bash ./change.sh"], {
    cwd: folder,
    env: {
      STATE: folder,
      ROLE: String(role.Arn),
      CREATED: String(role.CreateDate),
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
    },
  });
  return { account: readBack(folder, account, role), stderr };
}

/** The account as the files of the stand-in. */
function laidOut(account: Export, role: Export["RoleDetailList"][number]): string {
  const folder = temporaryFolder();
  for (const name of ["bin", "policies", "inline"]) mkdirSync(join(folder, name));
  symlinkSync(join(process.cwd(), "test/core/review/change/emit/fake-aws.sh"), join(folder, "bin/aws"));
  writeFileSync(join(folder, "attached"), role.AttachedManagedPolicies.map(({ PolicyArn }) => `${PolicyArn}\n`).join(""));
  for (const each of role.RolePolicyList) writeFileSync(join(folder, "inline", each.PolicyName), JSON.stringify(each.PolicyDocument));
  for (const policy of account.Policies) {
    const file = fileOf(folder, policy.Arn);
    writeFileSync(`${file}.version`, `${policy.DefaultVersionId}\n`);
    writeFileSync(file, JSON.stringify(documentOf(policy)));
    writeFileSync(`${file}.tags`, `${JSON.stringify(policy.Tags ?? [])}\n`);
  }
  return folder;
}

function fileOf(folder: string, arn: string): string {
  return join(folder, "policies", arn.replaceAll("/", "_"));
}

function documentOf({ PolicyVersionList }: Policy): unknown {
  return PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document;
}

function readBack(folder: string, account: Export, role: Export["RoleDetailList"][number]): Export {
  const arns = readFileSync(join(folder, "attached"), "utf8").split("\n").filter(Boolean);
  const written = arns.map((arn) => readPolicy(folder, arn, account)).filter((policy) => policy !== undefined);
  const arnsWritten = new Set(written.map(({ Arn }) => Arn));
  const changed = {
    ...role,
    AttachedManagedPolicies: arns.map((arn) => ({ PolicyName: nameOf(arn), PolicyArn: arn })),
    RolePolicyList: readdirSync(join(folder, "inline")).map((name) => ({
      PolicyName: name,
      PolicyDocument: JSON.parse(readFileSync(join(folder, "inline", name), "utf8")),
    })),
  };
  return {
    ...account,
    RoleDetailList: account.RoleDetailList.map((each) => (each === role ? changed : each)),
    Policies: [...account.Policies.filter(({ Arn }) => !arnsWritten.has(Arn)), ...written],
  };
}

function nameOf(arn: string): string {
  return arn.split("/").at(-1) ?? "";
}

/** A policy that the script wrote; undefined where it is as it was. */
function readPolicy(folder: string, arn: string, account: Export): Policy | undefined {
  const file = fileOf(folder, arn);
  const VersionId = readFileSync(`${file}.version`, "utf8").trim();
  if (account.Policies.find(({ Arn }) => Arn === arn)?.DefaultVersionId === VersionId) return undefined;
  const version = {
    VersionId,
    IsDefaultVersion: true,
    CreateDate: "2026-11-19T00:00:00Z",
    Document: JSON.parse(readFileSync(file, "utf8")),
  };
  const [tags = "[]"] = readFileSync(`${file}.tags`, "utf8").split("\n");
  const path = arn.slice(arn.indexOf(":policy/") + ":policy".length, arn.lastIndexOf("/") + 1);
  return {
    PolicyName: nameOf(arn),
    Arn: arn,
    Path: path,
    DefaultVersionId: VersionId,
    PolicyVersionList: [version],
    Tags: JSON.parse(tags),
  };
}
