import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { runCommand } from "#cli/command.ts";
import { temporaryFolder } from "../whittle.ts";

const ROLE = "PatchManagerInstanceRole";

/** Runs a review that asks, and gives the first link that it prints, and how it ends. */
async function asking(...args: readonly string[]) {
  let out = "";
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  const ended = runCommand(["review", "--account", "sample/account.json", "--trail", "sample/trail", ...args]).finally(() =>
    spy.mockRestore(),
  );
  await vi.waitFor(() => expect(out).toMatch(/http:\/\/\S+\n/), { timeout: 20_000 });
  const [link = ""] = /http:\/\/\S+/.exec(out) ?? [];
  return { link, end: async () => ({ code: await ended, out }) };
}

/** Opens a link as a browser does, and keeps what it is given. */
async function opened(link: string) {
  const { status, headers } = await fetch(link, { redirect: "manual" });
  const [cookie = ""] = (headers.get("set-cookie") ?? "").split(";");
  return { status, location: headers.get("location") ?? "", cookie };
}

async function decide(page: string, verdict: string): Promise<number> {
  const body = new URLSearchParams({ verdict, comment: "as agreed" });
  for (const [input] of (await (await fetch(page)).text()).matchAll(/<input[^>]*>/g)) {
    const [name, value] = [/name="([^"]*)"/.exec(input)?.[1], /value="([^"]*)"/.exec(input)?.[1]];
    if (name !== undefined && value !== undefined) body.set(name, value);
  }
  return (await fetch(page, { method: "POST", body, headers: { origin: new URL(page).origin } })).status;
}

test("a person decides on a page of this machine, which shows other reviews only to who opened the printed link, and is gone after the run", async () => {
  const out = temporaryFolder();
  const { link, end } = await asking("--out", out);
  const { origin } = new URL(link);
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${origin}/reviews`)).status).toBe(403);
  const { status, location, cookie } = await opened(link);
  expect(status).toBe(303);
  expect((await fetch(`${origin}/reviews`, { headers: { cookie } })).status).toBe(200);
  const before = readFileSync("sample/account.json", "utf8");
  expect(await decide(location, "approve")).toBeLessThan(400);
  const { code, out: said } = await end();
  expect(code).toBe(0);
  expect(said).toContain(`${ROLE}: approved by `);
  expect(said.replace(/\s+/g, " ")).toContain(`applied. Undo: whittle restore ${ROLE} --out ${out}`);
  expect(readFileSync(join(out, "account.json"), "utf8")).toContain(`whittle-${ROLE}`);
  expect(readFileSync("sample/account.json", "utf8")).toBe(before);
  await expect(fetch(`${origin}/reviews`)).rejects.toThrow();
}, 60_000);

test("what is rejected on the page changes nothing", async () => {
  const { link, end } = await asking();
  expect(await decide((await opened(link)).location, "reject")).toBeLessThan(400);
  const { code, out } = await end();
  expect(code).toBe(0);
  expect(out).toContain("\n1 rejected\n");
}, 60_000);
