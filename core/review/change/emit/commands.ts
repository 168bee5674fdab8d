import { inAccountOf, shellWord } from "../restore/break-glass.ts";
import type { NamedChange } from "./change.ts";

/** The AWS CLI commands that take the replaced policies off a role. Each changes nothing with credentials of another account. */
export function detachCommands({ role, replaces, replacesInline }: Pick<NamedChange, "role" | "replaces" | "replacesInline">) {
  const of = `--role-name ${shellWord(role.name)}`;
  const commands = [
    ...replaces.map(({ arn }) => `aws iam detach-role-policy ${of} --policy-arn ${shellWord(arn)}`),
    ...replacesInline.map((name) => `aws iam delete-role-policy ${of} --policy-name ${shellWord(name)}`),
  ];
  return commands.map((command) => `${inAccountOf(role.arn)} && ${command}`);
}
