/** Loads something once, when it is first asked for: starting does not wait for it. */
export function whenNeeded<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
