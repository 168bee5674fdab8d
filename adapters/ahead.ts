/** Yields what is made of each item, in order, while up to `count` more are being made, the first from now on. `make` must not reject. */
export function ahead<T, U>(items: Iterable<T>, count: number, make: (item: T) => Promise<U>): AsyncGenerator<U> {
  const left = items[Symbol.iterator]();
  const running: Promise<U>[] = [];
  const begin = () => {
    const { value, done } = left.next();
    if (!done) running.push(make(value));
  };
  for (let index = 0; index < count; index++) begin();
  return inOrder(running, begin);
}

async function* inOrder<U>(running: Promise<U>[], begin: () => void): AsyncGenerator<U> {
  for (;;) {
    begin();
    const first = running.shift();
    if (!first) return;
    yield await first;
  }
}
