import { expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { actionsOf } from "#core/usage/event-actions.ts";
import { record } from "./records.ts";
import cases from "./tagging-on-creation.cases.json" with { type: "json" };

const catalogue = loadCatalogue();

test.each(cases)("what a call tags as it makes it: $name ($event)", (example) => {
  const [eventSource, eventName] = example.event.split(" ");
  const resources = example["resources-named"]?.map((ARN) => ({ ARN }));
  const call = record({
    eventSource,
    eventName,
    requestParameters: example.request,
    responseElements: example.response ?? null,
    resources,
  });
  const found = actionsOf(call, catalogue);
  const uses = found.kind === "actions" ? found.uses : [];
  expect(uses.find((use) => use.action === example.action)?.resources ?? null).toEqual(example.resources);
});
