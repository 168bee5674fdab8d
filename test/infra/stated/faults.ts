/** One fault in data: what to do and undo. */
export interface Fault {
  readonly path: string;
  readonly shown: string;
  readonly make: () => void;
  readonly undo: () => void;
}

/** Every single fault in data: a key or an item left out, a number one more, yes for no, a text with a letter more. In place. */
export function* faultsIn(node: unknown, path = ""): Generator<Fault> {
  if (Array.isArray(node)) {
    for (const index of node.keys()) yield* ofItem(node, index, path);
  } else if (typeof node === "object" && node !== null) {
    const holder: Record<string, unknown> = Object(node);
    for (const name of Object.keys(holder)) yield* ofMember(holder, name, path);
  }
}

function* ofItem(list: unknown[], index: number, path: string): Generator<Fault> {
  const value = list[index];
  const here = `${path}/${index}`;
  yield { path: here, shown: "left out", make: () => list.splice(index, 1), undo: () => list.splice(index, 0, value) };
  yield* changed(value, here, (next) => {
    list[index] = next;
  });
  yield* faultsIn(value, here);
}

function* ofMember(holder: Record<string, unknown>, name: string, path: string): Generator<Fault> {
  const value = holder[name];
  const here = `${path}/${name}`;
  const set = (next: unknown) => {
    holder[name] = next;
  };
  yield { path: here, shown: "left out", make: () => Reflect.deleteProperty(holder, name), undo: () => set(value) };
  yield* changed(value, here, set);
  yield* faultsIn(value, here);
}

function* changed(value: unknown, path: string, set: (next: unknown) => void): Generator<Fault> {
  const next = other(value);
  if (next !== undefined) yield { path, shown: `${value} → ${next}`, make: () => set(next), undo: () => set(value) };
}

function other(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  return typeof value === "string" ? `${value}x` : undefined;
}
