import { describe, expect, test } from "vitest";
import { readTemplate } from "../aws-limits/render.ts";
import { FILES, rightsOf, statedRights } from "./rights.ts";

// Whoever changes a right of a role states here what it is for: an allowed action too many is what a function that was taken over can do
// with it; one too few is a review that ends with AccessDenied, in an account where nobody tried it before.
describe.each(FILES)("rights.json says of %s", (file) => {
  const [found, stated] = [rightsOf(readTemplate(file)), statedRights(file)];

  test("each role, and each policy that stands by itself", () => {
    expect(Object.keys(found).sort()).toEqual(Object.keys(stated).sort());
  });

  test.each(Object.keys(stated))("what %s may do, on what, under which condition, and who may take it up", (name) => {
    expect(found[name]).toEqual(stated[name]);
  });
});
