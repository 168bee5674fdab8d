/** Remembers what was read last: asked for the same thing again, by its key, nothing is read. What failed is read again. */
export function lastOf<T, R>(read: (of: T) => Promise<R>, keyOf: (of: T) => string): (of: T) => Promise<R> {
  let last: { readonly key: string; readonly read: Promise<R> } | undefined;
  return async (of) => {
    const key = keyOf(of);
    const known = last?.key === key ? last : { key, read: read(of) };
    last = known;
    try {
      return await known.read;
    } catch (error) {
      if (last === known) last = undefined;
      throw error;
    }
  };
}
