import { awsCliSets } from "./aws-cli.ts";
import { cloudFormationSets } from "./cloudformation.ts";
import type { SetChange } from "./set-change.ts";
import { terraformSets } from "./terraform.ts";

/** The forms that a change of permission sets can be written in. */
export const EMITTED_SETS = ["policies", "terraform", "cloudformation", "aws-cli"] as const;
export type EmittedSets = (typeof EMITTED_SETS)[number];

const WRITERS: Readonly<Record<EmittedSets, { readonly extension: string; readonly write: (changes: readonly SetChange[]) => string }>> = {
  policies: { extension: ".json", write: inlinePolicies },
  terraform: { extension: ".tf", write: terraformSets },
  cloudformation: { extension: ".yaml", write: cloudFormationSets },
  "aws-cli": { extension: ".sh", write: awsCliSets },
};

/** The inline policies by the name of their set, as one JSON object. */
function inlinePolicies(changes: readonly SetChange[]): string {
  return `${JSON.stringify(Object.fromEntries(changes.map(({ name, inline }) => [name, inline ?? null])), undefined, 2)}\n`;
}

/** The changes of all sets as one text. Throws DynamicReferenceError. */
export function emitSets(form: EmittedSets, changes: readonly SetChange[]): string {
  return WRITERS[form].write(changes);
}

/** The change of each set as a text of its own, by a file name. Throws DynamicReferenceError. */
export function emitSetFiles(form: EmittedSets, changes: readonly SetChange[]): ReadonlyMap<string, string> {
  const { extension, write } = WRITERS[form];
  return new Map(changes.map((change) => [`${change.name}${extension}`, write([change])]));
}
