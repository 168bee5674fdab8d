import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { codePatch } from "#core/review/change/code/code-patch.ts";
import { whittle } from "../in-process.ts";
import { temporaryFolder } from "../whittle.ts";
import { type CodeForm, deployCode, Export, readEmitted, readPatch } from "./deployed-code.ts";
import { runScript } from "./run-script.ts";

const ROLE = "PatchManagerInstanceRole";
const CODE: readonly CodeForm[] = ["cloudformation", "cdk", "terraform"];
const OWNED = { name: ROLE, logicalId: "InstanceRole" };
const own = (name: string) => ({
  PolicyName: name,
  PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }] },
});

const sample = v.parse(Export, JSON.parse(readFileSync("sample/account.json", "utf8")));

/** The sample's account, with what its role carries besides. */
function accountWith({ inline = 0, managed = 0 }): Export {
  const names = Array.from({ length: managed }, (_, at) => `app${at}`);
  const others = names.map((name) => {
    const { PolicyDocument: Document } = own(name);
    const version = { VersionId: "v1", IsDefaultVersion: true, CreateDate: "2025-01-01T00:00:00Z", Document };
    return { PolicyName: name, Arn: arnOf("/", name), Path: "/", DefaultVersionId: "v1", PolicyVersionList: [version] };
  });
  const attached = others.map(({ PolicyName, Arn }) => ({ PolicyName, PolicyArn: Arn }));
  const roles = sample.RoleDetailList.map((role) => {
    if (role.RoleName !== ROLE) return role;
    const RolePolicyList = Array.from({ length: inline }, (_, at) => own(`old${at}`));
    return { ...role, RolePolicyList, AttachedManagedPolicies: [...role.AttachedManagedPolicies, ...attached] };
  });
  return { ...structuredClone(sample), RoleDetailList: roles, Policies: [...sample.Policies, ...others] };
}

function arnOf(path: string, name: string): string {
  return `arn:aws:iam::111122223333:policy${path}${name}`;
}

function saved(account: Export): string {
  const file = join(temporaryFolder(), "account.json");
  writeFileSync(file, JSON.stringify(account));
  return file;
}

const WIDER = ["--keep", "logs/AWS-RunPatchBaseline"];
const reviewing = (account: Export, ...more: readonly string[]) => [
  "review",
  "--account",
  saved(account),
  "--trail",
  "sample/trail",
  "--role",
  ROLE,
  "--replace",
  "inline",
  ...more,
];

/** What a review of the account with the same logs would do. */
async function outcomeOf(account: Export): Promise<string> {
  const { out } = await whittle(...reviewing(account), "--decide", "none", "--format", "json");
  return JSON.parse(out).outcome;
}

/** What Whittle's own policies of the role are, whatever made them. */
function refinedIn(account: Export) {
  const role = account.RoleDetailList.find(({ RoleName }) => RoleName === ROLE);
  const managed = (role?.AttachedManagedPolicies ?? []).filter(({ PolicyArn }) => PolicyArn.includes(":policy/whittle/"));
  const documents = managed.map(({ PolicyArn }) => {
    const versions = account.Policies.find(({ Arn }) => Arn === PolicyArn)?.PolicyVersionList ?? [];
    return versions.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document;
  });
  const inline = (role?.RolePolicyList ?? []).filter(({ PolicyName }) => PolicyName.startsWith("whittle"));
  const others = (role?.AttachedManagedPolicies ?? []).map(({ PolicyName }) => PolicyName).filter((name) => !name.startsWith("whittle"));
  return { documents: [...documents, ...inline.map(({ PolicyDocument }) => PolicyDocument)], others: others.sort(), inline: inline.length };
}

/** One review, and the change that it wrote, deployed; `made` is what the code has made before. */
async function emitted(account: Export, form: CodeForm, made: Made, ...more: readonly string[]) {
  const { out, err } = await whittle(...reviewing(account, ...more), "--emit", form, "--quiet");
  expect(err).toBe("");
  const deployment = readEmitted(form, out);
  return { account: deployCode(account, made, deployment), made: deployment.resources };
}

type Made = ReturnType<typeof readEmitted>["resources"];

async function patched(account: Export, form: CodeForm, made: Made, ...more: readonly string[]) {
  const folder = temporaryFolder();
  await whittle(...reviewing(account, ...more), "--decide", "none", "--out", folder);
  const store = sqliteReviewStore(join(folder, "whittle.sqlite"));
  const [review] = [...store.all()];
  const id = review?.id ?? "";
  const [proposal, before] = [await store.document(id, "proposal"), await store.document(id, "before")];
  store.close();
  if (!proposal || !before) throw new Error("nothing was proposed");
  const owner = { kind: form, because: { id: "stack", stack: "web" }, stack: "web", logicalId: OWNED.logicalId } as const;
  const deployment = readPatch(form, codePatch({ ...proposal, before, owner }), OWNED);
  return { account: deployCode(account, made, deployment), made: deployment.resources };
}

async function scripted(account: Export, ...more: readonly string[]) {
  return runScript(account, ROLE, (await whittle(...reviewing(account, ...more), "--emit", "aws-cli")).out);
}

const BROAD = ["a broad policy", {}] as const;
const FULL = ["as many policies as a role may have", { managed: 8 }] as const;

const WAYS = [
  ...CODE.map(
    (form) =>
      [`--emit ${form}`, (account: Export, made: Made, ...more: readonly string[]) => emitted(account, form, made, ...more)] as const,
  ),
  ...CODE.map(
    (form) =>
      [
        `the patch for ${form}`,
        (account: Export, made: Made, ...more: readonly string[]) => patched(account, form, made, ...more),
      ] as const,
  ),
  [
    "--emit aws-cli",
    async (account: Export, made: Made, ...more: readonly string[]) => ({ ...(await scripted(account, ...more)), made }),
  ] as const,
] as const;

describe.each([BROAD, ["inline policies besides", { inline: 2 }] as const, FULL])("a role with %s", (_, with_) => {
  const references: ReturnType<typeof refinedIn>[] = [];

  test.each(WAYS)("%s, deployed and reviewed again with the same logs: nothing to change", async (_way, change) => {
    const { account } = await change(accountWith(with_), new Map());
    expect(await outcomeOf(account)).toBe("nothing-to-change");
    const refined = refinedIn(account);
    expect(refined.documents).toHaveLength(1);
    expect(refined.others).not.toContain("CloudWatchLogsFullAccess");
    // The same as every other way.
    references.push(refined);
    expect(refined).toEqual(references[0]);
  });

  test.each(WAYS)("%s, the second time with less: nothing of the first is left, and nothing to change", async (_way, change) => {
    const first = await change(accountWith(with_), new Map(), ...WIDER);
    expect(JSON.stringify(refinedIn(first.account).documents)).toContain("logs:FilterLogEvents");
    const { account } = await change(first.account, first.made);
    expect(JSON.stringify(refinedIn(account).documents)).not.toContain("logs:FilterLogEvents");
    expect(refinedIn(account).documents).toHaveLength(1);
    expect(await outcomeOf(account)).toBe("nothing-to-change");
  });
});

describe("--emit aws-cli where the role carries a policy that code made", () => {
  test.each(CODE)("%s: changes nothing, and says why and what to do; does it when that is done", async (form) => {
    const first = await emitted(accountWith({}), form, new Map(), ...WIDER);
    const stopped = await scripted(first.account);
    expect(stopped.account).toEqual(first.account);
    expect(stopped.stderr).toContain("something else made it, such as CloudFormation, the CDK or Terraform");
    expect(stopped.stderr).toContain("Nothing was changed.");
    expect(stopped.stderr).toContain("--emit cloudformation, cdk or terraform");
    const tags = JSON.parse(/--tags '(.*)'/.exec(stopped.stderr)?.[1] ?? "");
    const tagged = first.account.Policies.map((policy) => (policy.Path === "/whittle/" ? { ...policy, Tags: tags } : policy));
    const { account, stderr } = await scripted({ ...first.account, Policies: tagged });
    expect(stderr).toBe("");
    expect(await outcomeOf(account)).toBe("nothing-to-change");
  });

  test("says which code manages the role, before it is run", async () => {
    const account = accountWith({});
    const roles = account.RoleDetailList.map((role) => ({ ...role, Tags: [{ Key: "managed-by", Value: "terraform" }] }));
    const { out } = await whittle(...reviewing({ ...account, RoleDetailList: roles }), "--emit", "aws-cli");
    expect(out).toContain(`# ${ROLE} is managed by Terraform. Its next deployment may undo this change unless the code changes too:`);
    expect(out).toContain("#   review it with --emit terraform.");
  });
});
