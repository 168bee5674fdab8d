import { describe, expect, test } from "vitest";
import { varyingPart } from "#core/evidence/recurring-names.ts";
import cases from "./recurring-names.cases.json" with { type: "json" };

describe("where a name varies from one run to the next", () => {
  test.each(cases)("$name: $form", ({ name, form, stays }) => {
    const found = varyingPart(name, () => true);
    expect({ form: found?.form ?? null, stays: found === undefined ? null : name.slice(0, found.at) }).toEqual({ form, stays });
  });

  test("only the forms that are asked for", () => {
    expect(varyingPart("web-v12-2026-11-07", (form) => form === "date")).toEqual({ at: 8, end: 18, form: "date" });
  });
});
