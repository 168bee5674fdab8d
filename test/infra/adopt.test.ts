import { expect, test } from "vitest";
import { resourcesOf } from "./template.ts";

test("infra/adopt.yaml imports table and key as template.yaml has them, all but the key's policy", () => {
  const { ReviewTable, VoteKey } = resourcesOf("template.yaml");
  const { KeyPolicy: _, ...properties } = Object(VoteKey?.Properties);
  expect(resourcesOf("infra/adopt.yaml")).toEqual({ ReviewTable, VoteKey: { ...VoteKey, Properties: properties } });
});
