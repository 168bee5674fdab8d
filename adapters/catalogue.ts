import { readFileSync } from "node:fs";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { createCatalogue } from "#core/policy/catalogue-data.ts";
import { packageFile } from "./package-file.ts";

/** The catalogue of IAM actions. Throws PackageFileMissingError where it was not made. */
export function loadCatalogue(): ActionCatalogue {
  return createCatalogue(readFileSync(packageFile("generated/catalogue.json"), "utf8"));
}
