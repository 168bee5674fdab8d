import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isContinued, openOutput, writeOutput } from "#cli/review/output.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { saidBy } from "../said-by.ts";
import { temporaryFolder } from "../whittle.ts";
import { aRun } from "./a-run.ts";

const proposal = await foundingProposal();
const { given } = await aRun();

describe("the folder for what a run leaves", () => {
  test("is made, and holds the record; without one, the record is gone with the run", () => {
    const out = join(temporaryFolder(), "a/b");
    expect(openOutput({ ...given, out })).toBe(join(out, "whittle.sqlite"));
    expect(statSync(out).isDirectory()).toBe(true);
    expect(openOutput({ ...given, out: undefined })).toBe("");
  });

  test.each<[string, (out: string) => object]>([
    ["the account", (out) => ({ account: join(out, "account.json") })],
    ["the account, by a link", (out) => ({ account: linkTo(join(out, "account.json")) })],
    ["the generated policy", (out) => ({ source: { kind: "generated", path: join(out, "account.json") } })],
    ["IAM's reports", (out) => ({ lastAccessed: join(out, "account.json") })],
    ["an input among the policies", (out) => ({ lastAccessed: join(out, "policies/report.json") })],
  ])("is refused where %s would be written over", (_, inputs) => {
    const out = temporaryFolder();
    mkdirSync(join(out, "policies"));
    for (const name of ["account.json", "policies/report.json"]) writeFileSync(join(out, name), "{}");
    expect(() => openOutput({ ...given, out, ...inputs(out) })).toThrow(/ would overwrite the input file .*\. Choose another folder\./);
    expect(() => openOutput({ ...given, out })).not.toThrow();
  });

  test("is refused where a folder lies in the snapshot's place", () => {
    const out = temporaryFolder();
    mkdirSync(join(out, "account.json"));
    expect(() => openOutput({ ...given, out })).toThrow("is a folder, but the changed snapshot is written there.");
  });

  test.each([
    ["ask", true],
    ["approve", true],
    ["reject", false],
    ["none", false],
  ] as const)("is refused for --decide %s where the snapshot may not be written: %s", (decide, isRefused) => {
    const out = temporaryFolder();
    symlinkSync("/nowhere/account.json", join(out, "account.json"));
    const open = () => openOutput({ ...given, out, decide });
    if (isRefused) expect(open).toThrow("it is a link, and nothing is written through links.");
    else expect(open).not.toThrow();
  });

  test("is that of earlier runs where it holds their record and their snapshot", () => {
    const out = temporaryFolder();
    expect(isContinued({ ...given, out: undefined })).toBe(false);
    expect(isContinued({ ...given, out })).toBe(false);
    writeFileSync(join(out, "whittle.sqlite"), "");
    expect(isContinued({ ...given, out })).toBe(false);
    writeFileSync(join(out, "account.json"), "{}");
    expect(isContinued({ ...given, out })).toBe(true);
  });
});

function linkTo(file: string): string {
  const link = join(temporaryFolder(), "link.json");
  symlinkSync(realpathSync(file), link);
  return link;
}

describe("what a run leaves", () => {
  const left = async (args: readonly string[], out = temporaryFolder()) => {
    const review = reviewOf(proposal, { id: "one", status: "settled" });
    const [before] = (await aRun()).roles;
    const run = await aRun({ args, held: [{ review, proposal, ...(before ? { before } : {}) }] });
    const { err } = await saidBy(() => writeOutput(out, run));
    return { out, err };
  };

  test.each([
    ["ask", true],
    ["approve", true],
    ["reject", false],
    ["none", false],
  ])("with --decide %s, a snapshot: %s; and the policies in any case", async (decide, isThere) => {
    const { out } = await left(["--decide", decide, ...(decide === "approve" ? ["--out", "out"] : [])]);
    expect(existsSync(join(out, "account.json"))).toBe(isThere);
    const [policy] = proposal.policies;
    expect(JSON.parse(readFileSync(join(out, "policies", `${policy?.name}.json`), "utf8"))).toEqual(policy?.document);
  });

  test.each([
    ["terraform", 0o600],
    ["cloudformation", 0o600],
    ["aws-cli", 0o700],
  ])("with --emit %s, a file of the mode %d for each change", async (form, mode) => {
    const { out } = await left(["--emit", form, "--out", "out"]);
    const [file = "", ...more] = readdirSync(join(out, form));
    expect([more, statSync(join(out, form, file)).mode & 0o777]).toEqual([[], mode]);
  });

  test("with --emit policies, the policies once", async () => {
    const { out } = await left(["--emit", "policies", "--out", "out"]);
    expect(readdirSync(out)).toEqual(["policies"]);
  });

  test.each([
    ["policies", ["--decide", "none"]],
    ["terraform", ["--emit", "terraform", "--out", "out"]],
  ])("goes through no link in the place of the folder %s", async (name, args) => {
    const [out, elsewhere] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(elsewhere, join(out, name));
    await expect(left(args, out)).rejects.toThrow("nothing is written through links");
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("with --emit and no change, is no file, and that is said", async () => {
    const out = temporaryFolder();
    const run = await aRun({ args: ["--emit", "cdk", "--out", "out"] });
    const { err } = await saidBy(() => writeOutput(out, run));
    expect([err, existsSync(join(out, "cdk"))]).toEqual(["whittle: No role has a change to write.\n", false]);
  });

  test("is no file of an earlier proposal that needed more policies, and all those that were not Whittle's", async () => {
    const out = temporaryFolder();
    mkdirSync(join(out, "policies"));
    const name = proposal.role.name;
    for (const each of [`whittle2-${name}`, `whittle3-${name}`, `whittle5-${name}`, "own"])
      writeFileSync(join(out, `policies/${each}.json`), "{}");
    await left(["--decide", "none"], out);
    expect(readdirSync(join(out, "policies")).sort()).toEqual(["own.json", `whittle-${name}.json`, `whittle5-${name}.json`].sort());
  });
});
