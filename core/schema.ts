import * as v from "valibot";

/** An object with exactly these members: one that is not in the schema is refused, so that none can be lost on the way. */
export function object<const E extends v.ObjectEntries>(entries: E) {
  return v.pipe(v.strictObject(entries), v.readonly());
}

export function list<const S extends v.GenericSchema>(item: S) {
  return v.pipe(v.array(item), v.readonly());
}

/** A list that another module makes and reads; it passes as it is. */
export function listOf<T>() {
  return v.custom<readonly T[]>(Array.isArray);
}

const asItIs = v.custom<readonly never[]>(() => true);

/** A list whose items are looked at without a schema while all are right: it may hold thousands of them. */
function listOfMany<T>(item: v.GenericSchema<T>, is: (value: unknown) => value is T): v.GenericSchema<readonly T[]> {
  const slow = list(item);
  return v.lazy((input) => (Array.isArray(input) && input.every(is) ? asItIs : slow));
}

/** A list of texts. */
export const texts = listOfMany(v.string(), (value) => typeof value === "string");

/** An ISO 8601 instant in UTC. */
export const instant = v.string();

/** A whole number, 0 or more. JSON has no infinite one. */
export const count = v.pipe(v.number(), v.finite());

/** A list of such numbers. */
export const counts = listOfMany(count, (value): value is number => Number.isFinite(value));

export const optional = v.exactOptional;
