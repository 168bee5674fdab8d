import { existsSync, readFileSync } from "node:fs";
import { WhittleError } from "#core/errors.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { createCatalogue } from "#core/policy/catalogue-data.ts";

class CatalogueMissingError extends WhittleError {
  readonly code = "catalogue-missing";
  constructor() {
    super("The catalogue of IAM actions is missing; make it with: npm run prepare");
  }
}

/** Beside the bundle when deployed, in `generated` in a checkout. */
const PLACES = ["catalogue.json", "../generated/catalogue.json"];

/** The catalogue of IAM actions. Throws CatalogueMissingError where it was not made. */
export function loadCatalogue(): ActionCatalogue {
  const path = PLACES.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url));
  if (!path) throw new CatalogueMissingError();
  return createCatalogue(JSON.parse(readFileSync(path, "utf8")));
}
