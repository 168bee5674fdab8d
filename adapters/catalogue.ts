import { readFileSync } from "node:fs";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { createCatalogue } from "#core/policy/catalogue-data.ts";
import { packageFile } from "./package-file.ts";

let loaded: ActionCatalogue | undefined;

/** The catalogue of IAM actions, read once a process. Throws PackageFileMissingError where it was not made. */
export function loadCatalogue(): ActionCatalogue {
  loaded ??= createCatalogue(readFileSync(packageFile("generated/catalogue.json"), "utf8"));
  return loaded;
}
