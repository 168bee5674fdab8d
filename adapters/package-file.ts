import { existsSync } from "node:fs";
import { WhittleError } from "#core/errors.ts";

class PackageFileMissingError extends WhittleError {
  readonly code = "package-file-missing";
  constructor(path: string) {
    super(`Whittle is not installed completely: ${path} is missing. Install it again; in a checkout, run: npm run prepare`);
  }
}

/** Beside the bundle that this module is part of, or in the checkout, of which this module lies in a folder. */
const PLACES = ["./", "../"];

/** Where a file of the package is, by its path from the package's root. Throws PackageFileMissingError. */
export function packageFile(path: string): URL {
  const found = PLACES.map((place) => new URL(`${place}${path}`, import.meta.url)).find((url) => existsSync(url));
  if (!found) throw new PackageFileMissingError(path);
  return found;
}
