import { execFile } from "node:child_process";
import { platform } from "node:process";
import { promisify } from "node:util";
import { WhittleError } from "#core/errors.ts";

/** What opens an address in the user's browser, by operating system. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [program: string, ...args: string[]]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** No browser could be started. */
class BrowserNotOpenedError extends WhittleError {
  readonly code = "browser-not-opened";
  constructor(address: string) {
    super(`No browser could be started. Open the address yourself: ${address}`);
  }
}

/** Opens an HTTPS address in the user's browser. Throws BrowserNotOpenedError. */
export async function openAddress(address: string): Promise<void> {
  const [program, ...args] = OPENERS[platform] ?? ["xdg-open"];
  try {
    if (new URL(address).protocol !== "https:") throw new BrowserNotOpenedError(address);
    await promisify(execFile)(program, [...args, address]);
  } catch {
    throw new BrowserNotOpenedError(address);
  }
}
