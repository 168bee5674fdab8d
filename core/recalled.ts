/** Gives the value that was made for a key, or makes it. */
export type Recalled<K, V> = (key: K, make: () => V) => V;

/** Keeps what can always be made anew: `most` values, and when there are more, all are forgotten. */
export function recalled<K, V>(most: number): Recalled<K, V> {
  const known = new Map<K, V>();
  return (key, make) => {
    const value = known.get(key);
    if (value !== undefined) return value;
    if (known.size >= most) known.clear();
    const made = make();
    known.set(key, made);
    return made;
  };
}
