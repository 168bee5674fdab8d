import { seenJson } from "#core/json-text.ts";
import { awsCliScript } from "./aws-cli.ts";
import { cdkModule } from "./cdk.ts";
import { type NamedChange, type RoleChange, withLabels } from "./change.ts";
import { cloudFormationTemplate } from "./cloudformation.ts";
import type { Emitted } from "./emitted.ts";
import { terraformChange } from "./terraform.ts";

type Writer = (changes: readonly NamedChange[]) => string | Promise<string>;

const WRITERS: Readonly<Record<Emitted, { readonly extension: string; readonly write: Writer }>> = {
  policies: { extension: ".json", write: policyDocuments },
  terraform: { extension: ".tf", write: (changes) => changes.map(terraformChange).join("\n") },
  cloudformation: { extension: ".yaml", write: cloudFormationTemplate },
  cdk: { extension: ".ts", write: cdkModule },
  "aws-cli": { extension: ".sh", write: awsCliScript },
};

/** The refined policies by name, as one JSON object. */
function policyDocuments(changes: readonly NamedChange[]): string {
  const documents = changes.flatMap(({ policies }) => policies.map(({ name, document }) => [name, document]));
  return `${seenJson(JSON.stringify(Object.fromEntries(documents), undefined, 2))}\n`;
}

/** The changes of all roles as one text. Throws DynamicReferenceError. */
export async function emitTogether(kind: Emitted, changes: readonly RoleChange[]): Promise<string> {
  return await WRITERS[kind].write(withLabels(changes));
}

/** The change of each role as a text of its own, by a file name. Throws DynamicReferenceError. */
export async function emitFiles(kind: Emitted, changes: readonly RoleChange[]): Promise<ReadonlyMap<string, string>> {
  const { extension, write } = WRITERS[kind];
  const files = new Map<string, string>();
  for (const change of withLabels(changes)) files.set(`${change.role.name}${extension}`, await write([change]));
  return files;
}
