import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { sample } from "#test/runs.ts";
import { readTemplate, type Template } from "../aws-limits/render.ts";
import * as conditions from "./conditions.ts";
import { type Fault, faultsIn } from "./faults.ts";
import { MACHINES, machineOf, statedMachine } from "./machines.ts";
import * as parameters from "./parameters.ts";
import * as resources from "./resources.ts";
import * as rights from "./rights.ts";

const statedRights = once(rights.statedRights);
const statedResources = once((file) => (file === "infra/access-role.yaml" ? {} : resources.statedResources(file)));

/** What people read, and names that nothing asks for: a fault there is not among those that a test must notice. */
const WORDS: readonly (readonly [path: RegExp, why: string])[] = [
  [
    /\/(Description|AlarmDescription|AssertDescription|ConstraintDescription|Comment)$/,
    "docs/reference.md has those that an operator reads; the rest are comments",
  ],
  [
    /^\/(AWSTemplateFormatVersion|Transform|Metadata)(\/|$)/,
    "CloudFormation refuses another version; a test of parameters looks at the groups",
  ],
  [/\/PolicyName$|\/Sid$/, "names of inline policies and of statements, by which nothing finds them"],
  [/^\/Outputs\/MemberTemplate(\/|$)/, "a test of members compares it"],
];

// A right, a limit or a condition that nobody stated again would be one that anybody could change unnoticed.
test.each(["template.yaml", "infra/slack.yaml", "infra/watch-region.yaml", "infra/access-role.yaml"])(
  "whichever single value of %s is changed or left out, something stated says otherwise",
  { timeout: 600_000 },
  (file) => {
    const template = readTemplate(file);
    const names = Object.keys(template.Resources).map((name) => `/Resources/${name}`);
    expect([...names, "/Conditions"].filter((path) => !isAsStated(file, template, path))).toEqual([]);
    expect(unnoticed(template, (path) => isAsStated(file, template, path))).toEqual([]);
  },
);

test.each(MACHINES)(
  "whichever single value of statemachine/%s.asl.json is changed or left out, something stated says otherwise",
  (name) => {
    const definition = JSON.parse(readFileSync(new URL(`../../../statemachine/${name}.asl.json`, import.meta.url), "utf8"));
    const isStated = () => isDeepStrictEqual(machineOf(definition), statedMachine(name));
    expect(isStated()).toBe(true);
    expect(unnoticed(definition, isStated)).toEqual([]);
  },
);

function unnoticed(data: unknown, isStated: (path: string) => boolean): readonly string[] {
  const all = [...faultsIn(data)].filter(({ path }) => !WORDS.some(([words]) => words.test(path)));
  expect(all.length).toBeGreaterThan(50);
  const faults = sample(all);
  expect(faults.filter(({ path }) => !isStated(path))).toEqual([]);
  return faults.filter((fault) => survives(fault, isStated)).map(({ path, shown }) => `${path}: ${shown}`);
}

function survives({ path, make, undo }: Fault, isStated: (path: string) => boolean): boolean {
  make();
  try {
    return isStated(path);
  } catch {
    // What cannot be read is noticed.
    return false;
  } finally {
    undo();
  }
}

/** Of a template with a fault at a path, that part of it alone: all of it would take a second for each fault. */
function isAsStated(file: string, template: Template, path: string): boolean {
  const [, section, name = ""] = path.split("/");
  if (section === "Resources") return isResourceStated(file, template, name);
  if (section === "Globals") return isDeepStrictEqual(resources.globalsOf(template), resources.GLOBALS);
  if (section !== "Parameters")
    return [conditions.unstated, conditions.conditionProblems, conditions.outputProblems].every(
      (look) => look(file, template).length === 0,
    );
  const isThere = isDeepStrictEqual(Object.keys(template.Parameters).sort(), parameters.statedNames(file));
  return isThere && (name === "" || parameters.parameterProblems(file, template, name).length === 0);
}

function isResourceStated(file: string, template: Template, name: string): boolean {
  const { [name]: resource } = template.Resources;
  const alone = { ...template, Resources: resource ? { [name]: resource } : {} };
  const found = { ...rights.rightsOf(alone), ...resources.resourcesOf(alone) }[name];
  return isDeepStrictEqual(found, { ...statedRights(file), ...statedResources(file) }[name]);
}

function once<T>(make: (file: string) => T): (file: string) => T {
  const made = new Map<string, T>();
  return (file) => {
    const known = made.get(file) ?? make(file);
    made.set(file, known);
    return known;
  };
}
