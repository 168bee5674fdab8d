/** What gives the same value, or promise of one, each time, made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What is made of an object when it is first asked for, and kept as long as the object. */
export function onceFor<O extends WeakKey, T>(make: (owner: O) => T): (owner: O) => T {
  const made = new WeakMap<O, { readonly value: T }>();
  return (owner) => {
    const known = made.get(owner);
    if (known !== undefined) return known.value;
    const value = make(owner);
    made.set(owner, { value });
    return value;
  };
}
