/** Ids in one generation: with the one before it, at most 2 × 8 MB are held, for one to two million ids. */
const SLOTS = 1 << 20;
const MOST_IDS = SLOTS * 0.75;

/**
 * Remembers event ids by 64 bits of hash, in bounded memory: once a generation is full, the one before it is forgotten. An id that comes
 * again later than about 800,000 others may count twice.
 */
export class EventIds {
  #current = new Generation();
  #earlier = new Generation();

  /** True where the id was added before. */
  addAgain(id: string): boolean {
    const [high, low] = hash(id);
    if (this.#current.has(high, low) || this.#earlier.has(high, low)) return true;
    if (this.#current.size >= MOST_IDS) {
      this.#earlier = this.#current;
      this.#current = new Generation();
    }
    this.#current.add(high, low);
    return false;
  }
}

/** A hash table with open addressing; 0 in both halves is an empty slot. It grows with what it holds. */
class Generation {
  #slots = new Uint32Array(2 * 1024);
  size = 0;

  has(high: number, low: number): boolean {
    const at = this.#slotOf(high, low);
    return this.#slots[at] !== 0 || this.#slots[at + 1] !== 0;
  }

  add(high: number, low: number): void {
    if (this.size * 8 > this.#slots.length * 3) this.#grow();
    const at = this.#slotOf(high, low);
    this.#slots[at] = high;
    this.#slots[at + 1] = low;
    this.size += 1;
  }

  #slotOf(high: number, low: number): number {
    const slots = this.#slots;
    const mask = slots.length / 2 - 1;
    let at = (low & mask) * 2;
    while ((slots[at] !== 0 || slots[at + 1] !== 0) && (slots[at] !== high || slots[at + 1] !== low)) at = (((at >> 1) + 1) & mask) * 2;
    return at;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let from = 0; from < old.length; from += 2) {
      const high = old[from] ?? 0;
      const low = old[from + 1] ?? 0;
      if (high === 0 && low === 0) continue;
      const at = this.#slotOf(high, low);
      this.#slots[at] = high;
      this.#slots[at + 1] = low;
    }
  }
}

/** Two FNV-1a hashes with different starts (Fowler, Noll, Vo), never both 0. */
function hash(text: string): [number, number] {
  let high = 0x811c9dc5;
  let low = 0x01234567;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x01000193) ^ (high >>> 15);
  }
  return [high >>> 0 || 1, low >>> 0];
}
