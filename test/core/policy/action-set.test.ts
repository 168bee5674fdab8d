import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ActionSet,
  complement,
  countOf,
  countShared,
  difference,
  eachPlace,
  holds,
  intersection,
  isEmpty,
  isWithin,
  overlaps,
  places,
  setOf,
  setOfRange,
  sizeOf,
  unionOf,
} from "#core/policy/action-set.ts";

const SIZE = 200;

/** Places that lie in few words as often as all over. */
const some: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.array(fc.nat(SIZE - 1), { maxLength: 12 }),
  fc.array(fc.integer({ min: 60, max: 70 }), { maxLength: 4 }),
  fc.constantFrom<number[][]>([], [0], [31], [32], [SIZE - 1]),
);

/** The places of a set, once it holds no more words than it needs. */
function held(set: ActionSet): readonly number[] {
  expect(set.words.length).toBe(set.to - set.from);
  if (set.words.length > 0) expect([set.words[0], set.words.at(-1)]).not.toContain(0);
  return places(set);
}

const ascending = (numbers: Iterable<number>) => [...new Set(numbers)].sort((a, b) => a - b);

describe("a set of numbers in bits is one of numbers", () => {
  test.each<[string, (a: ActionSet, b: ActionSet) => ActionSet, (a: readonly number[], b: readonly number[]) => readonly number[]]>([
    ["union", (a, b) => unionOf([a, b]), (a, b) => [...a, ...b]],
    ["intersection", intersection, (a, b) => a.filter((place) => b.includes(place))],
    ["difference", difference, (a, b) => a.filter((place) => !b.includes(place))],
    [
      "complement",
      (a) => complement(SIZE, a),
      (a) => Array.from({ length: SIZE }, (_, place) => place).filter((place) => !a.includes(place)),
    ],
  ])("%s", (_, ofBits, ofNumbers) => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(held(ofBits(setOf(a), setOf(b)))).toEqual(ascending(ofNumbers(a, b)));
      }),
    );
  });

  test("of a range", () => {
    fc.assert(
      fc.property(fc.nat(SIZE), fc.nat(SIZE), (from, to) => {
        const all = Array.from({ length: SIZE }, (_, place) => place);
        expect(held(setOfRange({ from, to }))).toEqual(all.filter((place) => place >= from && place < to));
      }),
    );
  });

  test("of many, and of none", () => {
    fc.assert(
      fc.property(fc.array(some, { maxLength: 5 }), (all) => {
        expect(held(unionOf(all.map(setOf)))).toEqual(ascending(all.flat()));
      }),
    );
  });

  test("in what it holds, whether it is empty and whether two have something in common", () => {
    fc.assert(
      fc.property(some, some, fc.nat(SIZE + 40), (a, b, place) => {
        expect(holds(setOf(a), place)).toBe(a.includes(place));
        expect(isEmpty(setOf(a))).toBe(a.length === 0);
        expect(overlaps(setOf(a), setOf(b))).toBe(a.some((each) => b.includes(each)));
        expect(isWithin(setOf(a), setOf(b))).toBe(a.every((each) => b.includes(each)));
        expect(isWithin(setOf(a), setOf([...b, ...a]))).toBe(true);
        expect(countShared(setOf(a), setOf(b))).toBe(ascending(a).filter((each) => b.includes(each)).length);
      }),
    );
  });

  test("in how many it holds, in a range and in all", () => {
    fc.assert(
      fc.property(some, fc.nat(SIZE), fc.nat(SIZE), (a, from, to) => {
        const within = (numbers: readonly number[]) => ascending(numbers).filter((place) => place >= from && place < to);
        expect(sizeOf(setOf(a))).toBe(ascending(a).length);
        expect(countOf(setOf(a), { from, to })).toBe(within(a).length);
      }),
    );
  });

  test("in the order in which its places are visited, and it is not changed by what is made of it", () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        const [one, other] = [setOf(a), setOf(b)];
        for (const make of [intersection, difference, (x: ActionSet, y: ActionSet) => unionOf([x, y])]) make(one, other);
        const visited: number[] = [];
        eachPlace(one, (place) => visited.push(place));
        expect(visited).toEqual(ascending(a));
      }),
    );
  });

  test("hands on what is in it already, unchanged: a union with nothing, and a difference from what is elsewhere", () => {
    const [one, elsewhere] = [setOf([3, 40]), setOf([170])];
    expect(unionOf([one, setOf([])])).toBe(one);
    expect(difference(one, elsewhere)).toBe(one);
  });

  test("has no place beyond its size, also where that ends at a word", () => {
    for (const size of [31, 32, 33, 64])
      expect(held(complement(size, setOf([0])))).toEqual(Array.from({ length: size - 1 }, (_, i) => i + 1));
  });
});
