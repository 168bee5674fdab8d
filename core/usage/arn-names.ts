import type { ArnTemplate } from "./arn-template.ts";

/** One name in an ARN, such as a stack's in `stack/NAME/ID`. */
export interface NamePart {
  readonly variable: string;
  readonly value: string;
  /** Where the value begins in the ARN. */
  readonly start: number;
  readonly isLast: boolean;
}

const places: ReadonlySet<string> = new Set(["Partition", "Region", "Account"]);

/** The names in an ARN of this type, in order; empty where the ARN is not of the type. */
export function namesIn(template: ArnTemplate, arn: string): readonly NamePart[] {
  const values = template.pattern.exec(arn)?.slice(1);
  if (values === undefined) return [];
  const parts: NamePart[] = [];
  let start = template.texts[0]?.length ?? 0;
  for (const [index, { name }] of template.variables.entries()) {
    const value = values[index] ?? "";
    if (!places.has(name)) parts.push({ variable: name, value, start, isLast: index === template.variables.length - 1 });
    start += value.length + (template.texts[index + 1]?.length ?? 0);
  }
  return parts;
}
