/** The same pieces, of which the first is made from now on. */
export function begun<T>(pieces: AsyncGenerator<T>): AsyncGenerator<T> {
  const first = pieces.next();
  // It is told to whom asks for the piece.
  first.catch(() => undefined);
  return afterFirst(first, pieces);
}

async function* afterFirst<T>(first: Promise<IteratorResult<T>>, pieces: AsyncGenerator<T>): AsyncGenerator<T> {
  for (let next = await first; !next.done; next = await pieces.next()) yield next.value;
}
