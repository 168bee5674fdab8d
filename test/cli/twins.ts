import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { ROOT, temporaryFolder } from "./whittle.ts";

const ROLE = "PatchManagerInstanceRole";
export const TWIN = "TwinRole";

/** Arguments for a review of the sample's role and of another one that did the same. */
export function twins(): string[] {
  const folder = temporaryFolder();
  const account = JSON.parse(readFileSync(join(ROOT, "sample/account.json"), "utf8"));
  const roles: { RoleName: string }[] = account.RoleDetailList;
  const own = roles.filter(({ RoleName }) => RoleName === ROLE);
  account.RoleDetailList = [...own, ...JSON.parse(asTwin(JSON.stringify(own)))];
  writeFileSync(join(folder, "account.json"), JSON.stringify(account));
  mkdirSync(join(folder, "trail"));
  for (const name of readdirSync(join(ROOT, "sample/trail"), { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".gz")) continue;
    const log = gunzipSync(readFileSync(join(ROOT, "sample/trail", name))).toString();
    writeFileSync(join(folder, "trail", `${basename(name)}.json`), log);
    writeFileSync(join(folder, "trail", `${basename(name)}.twin.json`), asTwin(log).replace(/"eventID":"./g, '"eventID":"z'));
  }
  return ["review", "--account", join(folder, "account.json"), "--trail", join(folder, "trail")];
}

function asTwin(json: string): string {
  return json.replaceAll(ROLE, TWIN);
}

/** Asks on the page, approves the first role there, and ends with Ctrl-C once `isThere`. */
export async function approveFirstAndStop(args: readonly string[], isThere: () => boolean): Promise<{ code: unknown; err: string }> {
  const asking = spawn(process.execPath, ["cli/whittle.js", ...args], { cwd: ROOT });
  const ended = once(asking, "exit");
  const err = text(asking.stderr);
  const link = await new Promise<string>((resolve) => {
    let said = "";
    asking.stdout.on("data", (chunk) => {
      said += chunk;
      const [first, second] = said.match(/http:\/\/\S+(?=\n)/g) ?? [];
      if (first && second) resolve(first);
    });
  });
  await approve(link);
  for (let tries = 0; !isThere() && tries < 100; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  asking.kill("SIGINT");
  const [code] = await ended;
  return { code, err: await err };
}

/** Sends the page's own form, as the button Approve does. */
async function approve(link: string): Promise<void> {
  const page = await fetch(link);
  const body = new URLSearchParams({ verdict: "approve" });
  for (const [input] of (await page.text()).matchAll(/<input[^>]*>/g)) {
    const [name, value] = [/name="([^"]*)"/.exec(input)?.[1], /value="([^"]*)"/.exec(input)?.[1]];
    if (name !== undefined && value !== undefined) body.set(name, value);
  }
  await fetch(page.url, { method: "POST", body, headers: { origin: new URL(page.url).origin } });
}
