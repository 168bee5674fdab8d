/** Yields what is made of each item, in order, while up to `count` more are being made. `make` must not reject. */
export async function* ahead<T, U>(items: Iterable<T>, count: number, make: (item: T) => Promise<U>): AsyncGenerator<U> {
  const running: Promise<U>[] = [];
  for (const item of items) {
    running.push(make(item));
    if (running.length <= count) continue;
    const first = running.shift();
    if (first) yield await first;
  }
  for (const made of running) yield await made;
}
