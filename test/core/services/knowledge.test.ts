import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { services } from "#core/services/all.ts";
import type { EventFact, ServiceKnowledge } from "#core/services/knowledge.ts";
import { servicesDocument } from "../../../scripts/services-doc.ts";

const catalogue = loadCatalogue();

describe("what the services' files say", () => {
  test("is about services of the catalogue, one file each", () => {
    const prefixes = services.map(({ prefix }) => prefix);
    expect(prefixes.filter((prefix) => catalogue.actionsOf(prefix).length === 0)).toEqual([]);
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });

  test("names only actions of the catalogue, in AWS's spelling", () => {
    const named = services.flatMap((known) => actionsNamed(known).map((name) => (name.includes(":") ? name : `${known.prefix}:${name}`)));
    expect(named.length).toBeGreaterThan(500);
    expect(named.filter((action) => catalogue.find(action)?.action !== action)).toEqual([]);
  });

  test("names only services of the catalogue", () => {
    const named = services.flatMap(({ eventSources = [], usuallyCalls = {} }) => [
      ...eventSources.flatMap(({ sharedWith = [] }) => sharedWith),
      ...Object.values(usuallyCalls).flat(),
    ]);
    expect(named.filter((prefix) => catalogue.actionsOf(prefix).length === 0)).toEqual([]);
  });

  test("names only resource types of the service", () => {
    const unknown = services.flatMap(({ prefix, types = {}, ephemeralTypes = [] }) => {
      const known = new Set(catalogue.actionsOf(prefix).flatMap((info) => info.resourceTypes.map(({ name }) => name)));
      return [...Object.keys(types), ...ephemeralTypes].filter((type) => !known.has(type)).map((type) => `${prefix}:${type}`);
    });
    expect(unknown).toEqual([]);
  });

  test("names of an action only types that the action takes", () => {
    const unknown = services.flatMap(({ prefix, calls = {} }) =>
      Object.entries(calls).flatMap(([name, { touches = [], alternatives }]) => {
        const known = catalogue.find(`${prefix}:${name}`)?.resourceTypes.map((type) => type.name) ?? [];
        const named = [...touches, ...(alternatives === undefined ? [] : [alternatives])].flatMap(({ types }) => types);
        return named.filter((type) => !known.includes(type)).map((type) => `${prefix}:${name} ${type}`);
      }),
    );
    expect(unknown).toEqual([]);
  });

  test("holds no event that is the name of its own action", () => {
    const needless = services.flatMap(({ prefix, events = [] }) =>
      events
        .flatMap((fact) => ("renamed" in fact ? Object.entries(fact.renamed) : []))
        .flatMap(([event, action]) => (event === action ? [`${prefix}:${event}`] : [])),
    );
    expect(needless).toEqual([]);
  });

  test("is what docs/services.md says (npm run docs:services writes it)", () => {
    expect(readFileSync(join(import.meta.dirname, "../../../docs/services.md"), "utf8")).toBe(servicesDocument());
  });

  test("gives for every fact the AWS document that says so", () => {
    const sources = services.flatMap(({ prefix, ...facts }) => sourcesIn(facts));
    expect(sources.length).toBeGreaterThan(200);
    expect(sources.filter((source) => !DOCUMENT.test(source))).toEqual([]);
  });
});

/** A guide or a reference, or one of AWS's own policies by its name. */
const DOCUMENT = /\b[A-Z]\w+ Guide\b|\b(?:API|CLI|Authorization) Reference\b|\bmanaged polic(?:y|ies) \w{4,}/;

function actionsNamed(known: ServiceKnowledge): readonly string[] {
  const { events = [], byRequest = {}, calls = {}, passesRoles = [], blindSpots = [], implied = [], tagging = {} } = known;
  return [
    ...events.flatMap(actionsOfEvents),
    ...Object.values(byRequest).flatMap((facts) => facts.flatMap(({ needs }) => needs)),
    ...Object.entries(calls).flatMap(([name, { tagsWith }]) => [name, ...(tagsWith === undefined ? [] : [tagsWith])]),
    ...passesRoles.flatMap(({ always = [], sometimes = [], inAnswer = [] }) => [...always, ...sometimes, ...inAnswer]),
    ...blindSpots.flatMap(({ actions, seldom = [], reachedBy, alsoShown = [] }) => [
      ...actions,
      ...seldom,
      ...alsoShown,
      ...(reachedBy?.actions ?? []),
    ]),
    ...implied.flatMap(({ seen = [], implies }) => [...seen, ...implies]),
    ...(tagging.action === undefined ? [] : [tagging.action]),
  ];
}

function actionsOfEvents(fact: EventFact): readonly string[] {
  return "renamed" in fact ? Object.values(fact.renamed).flatMap((actions) => actions.split(" ")) : [];
}

function sourcesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => (key === "source" ? [String(inside)] : sourcesIn(inside)));
}
