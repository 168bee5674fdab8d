import { expect, test } from "vitest";
import { type Case, readCases } from "./case.ts";
import { reviewed } from "./reviewed.ts";

/** Cases with more calls than one, made and acted on, with names that vary. */
const several = readCases().filter(({ records }) => records.length >= 8);

/** Every third record first, and those in turn from the last to the first. */
function mixed({ records, ...rest }: Case): Case {
  return { ...rest, records: [2, 0, 1].flatMap((start) => records.filter((_, index) => index % 3 === start).toReversed()) };
}

test.each(several)("proposes the same for $name whatever the order of its records", async (given) => {
  expect(await reviewed(mixed(given))).toEqual(await reviewed(given));
});
