import { seenJson } from "#core/json-text.ts";
import { awsCliScript } from "./aws-cli.ts";
import { cdkModule } from "./cdk.ts";
import { type NamedChange, type RoleChange, withLabels } from "./change.ts";
import { cloudFormationTemplate } from "./cloudformation.ts";
import type { Emitted } from "./emitted.ts";
import { terraformChange } from "./terraform.ts";

type Writer = (changes: readonly NamedChange[]) => string;

const WRITERS: Readonly<Record<Emitted, { readonly extension: string; readonly creates: boolean; readonly write: Writer }>> = {
  policies: { extension: ".json", creates: false, write: policyDocuments },
  terraform: { extension: ".tf", creates: true, write: (changes) => changes.map(terraformChange).join("\n") },
  cloudformation: { extension: ".yaml", creates: true, write: cloudFormationTemplate },
  cdk: { extension: ".ts", creates: true, write: cdkModule },
  // It gives an earlier policy a new version.
  "aws-cli": { extension: ".sh", creates: false, write: awsCliScript },
};

/** The refined policies by name, as one JSON object. */
function policyDocuments(changes: readonly NamedChange[]): string {
  const documents = changes.flatMap(({ policies }) => policies.map(({ name, document }) => [name, document]));
  return `${seenJson(JSON.stringify(Object.fromEntries(documents), undefined, 2))}\n`;
}

/** The changes of all roles as one text. Throws DynamicReferenceError. */
export function emitTogether(kind: Emitted, changes: readonly RoleChange[]): string {
  const { creates, write } = WRITERS[kind];
  return write(withLabels(changes, creates));
}

/** The change of each role as a text of its own, by a file name. Throws DynamicReferenceError. */
export function emitFiles(kind: Emitted, changes: readonly RoleChange[]): ReadonlyMap<string, string> {
  const { extension, creates, write } = WRITERS[kind];
  const files = new Map<string, string>();
  for (const change of withLabels(changes, creates)) files.set(`${change.role.name}${extension}`, write([change]));
  return files;
}
