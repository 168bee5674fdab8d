import { UsageError } from "./usage-error.ts";

/** A value of those that an option takes. Throws UsageError that lists them. */
export function oneOf<T extends string>(command: string, name: string, allowed: readonly T[], value: string): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new UsageError(command, `${name} ${value} is not one of ${allowed.join(", ")}.`);
  return found;
}
