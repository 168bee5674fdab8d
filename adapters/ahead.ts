/**
 * Yields what is made of each item, in order, while up to `count` more are being made, the first from now on. Items that come by and by are
 * asked for as they are needed. Neither they nor `make` may reject.
 */
export function ahead<T, U>(items: Iterable<T> | AsyncIterable<T>, count: number, make: (item: T) => Promise<U>): AsyncGenerator<U> {
  const left = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const running: Promise<Made<U> | undefined>[] = [];
  const begin = () => {
    running.push(makeNext(left, make));
  };
  for (let index = 0; index < count; index++) begin();
  return inOrder(running, begin);
}

interface Made<U> {
  readonly value: U;
}

/** Undefined where no item is left. */
async function makeNext<T, U>(left: Iterator<T> | AsyncIterator<T>, make: (item: T) => Promise<U>): Promise<Made<U> | undefined> {
  const { value, done } = await left.next();
  return done ? undefined : { value: await make(value) };
}

async function* inOrder<U>(running: Promise<Made<U> | undefined>[], begin: () => void): AsyncGenerator<U> {
  for (;;) {
    begin();
    const made = await running.shift();
    if (!made) return;
    yield made.value;
  }
}
