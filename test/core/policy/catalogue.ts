import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as v from "valibot";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { createCatalogue } from "#core/policy/catalogue-data.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";

export const catalogue = loadCatalogue();

const text = readFileSync(new URL("../../../generated/catalogue.json", import.meta.url), "utf8");

/** The catalogue of two services alone: enough for generated policies, and quick. */
export const smallCatalogue = createCatalogue(
  text
    .split("\n")
    .filter((line) => /^("(sns|sqs)":|\{|\})/.test(line))
    .join("\n"),
);

const Managed = v.array(v.object({ PolicyName: v.string(), Arn: v.string(), Document: v.unknown() }));

/** The default versions of 1,485 AWS managed policies, by name. */
export const managedPolicies: ReadonlyMap<string, PolicyDocument> = new Map(
  v
    .parse(
      Managed,
      JSON.parse(gunzipSync(readFileSync(new URL("../../data/aws-managed-policies.json.gz", import.meta.url))).toString("utf8")),
    )
    .map(({ PolicyName, Document }) => [PolicyName, parsePolicy(Document, PolicyName)]),
);

export function managedPolicy(name: string): PolicyDocument {
  const found = managedPolicies.get(name);
  if (!found) throw new Error(`no managed policy ${name} in the test data`);
  return found;
}
