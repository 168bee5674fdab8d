import { describe, expect, test } from "vitest";
import { readTemplate } from "../aws-limits/render.ts";
import { FILES, GLOBALS, globalsOf, resourcesOf, statedResources } from "./resources.ts";

test("resources.json says what every function of the stack has, its settings among it", () => {
  expect(globalsOf(readTemplate("template.yaml"))).toEqual(GLOBALS);
});

describe.each(FILES)("resources.json says of %s", (file) => {
  const [found, stated] = [resourcesOf(readTemplate(file)), statedResources(file)];

  test("each resource that is no role or policy", () => {
    expect(Object.keys(found).sort()).toEqual(Object.keys(stated).sort());
  });

  test.each(Object.keys(stated))("when there is %s, what becomes of it with the stack, and each of its properties", (name) => {
    expect(found[name]).toEqual(stated[name]);
  });
});
