import { type IamEntity, iamEntityOf, parseArn } from "#core/aws/arn.ts";
import type { RoleTally } from "#core/usage/role-tally.ts";

/**
 * Tells the whole ARN of what a request names without its path, where another call of the log told it: by making it, or by its ARN. A name
 * is unique whatever its path (IAM User Guide, "IAM identifiers"), but what was deleted may be made again under another one: such a
 * name stays as it is.
 */
export function pathsIn(roles: readonly RoleTally[]): (arn: string) => string {
  const told = new Map<string, Set<string>>();
  for (const { used, passed } of roles)
    for (const { resources } of [...used.values(), ...passed.values()]) for (const arn of resources.counts.keys()) note(told, arn);
  if (told.size === 0) return (arn) => arn;
  return (arn) => {
    const entity = arn.includes(":iam:") ? iamEntityOf(arn) : undefined;
    if (entity === undefined || hasPath(arn)) return arn;
    const [whole, other] = told.get(keyOf(entity)) ?? [];
    return whole === undefined || other !== undefined ? arn : whole;
  };
}

function note(told: Map<string, Set<string>>, arn: string): void {
  const entity = arn.includes(":iam:") ? iamEntityOf(arn) : undefined;
  if (entity === undefined || !hasPath(arn) || /[*?]/.test(arn)) return;
  const key = keyOf(entity);
  told.set(key, (told.get(key) ?? new Set()).add(arn));
}

function keyOf({ account, type, name }: IamEntity): string {
  return `${account} ${type} ${name}`;
}

function hasPath(arn: string): boolean {
  return (parseArn(arn)?.resource.split("/").length ?? 0) > 2;
}
