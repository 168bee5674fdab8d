import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { MACHINES, machineOf, statedMachine } from "./machines.ts";

const folder = new URL("../../../statemachine/", import.meta.url);
const States = v.looseObject({ States: v.record(v.string(), v.unknown()) });

test("machines.json says what each state machine does", () => {
  const names = globSync("*.asl.json", { cwd: folder.pathname }).map((file) => basename(file, ".asl.json"));
  expect(names.sort()).toEqual([...MACHINES].sort());
});

describe.each(MACHINES)("machines.json says of %s", (name) => {
  const found = v.parse(States, machineOf(JSON.parse(readFileSync(new URL(`${name}.asl.json`, folder), "utf8"))));
  const stated = v.parse(States, statedMachine(name));

  test("where it begins, how long it may last, and its states", () => {
    const about = ({ States: states, ...rest }: v.InferOutput<typeof States>) => ({ ...rest, states: Object.keys(states).sort() });
    expect(about(found)).toEqual(about(stated));
  });

  test.each(Object.keys(stated.States))("%s: what it is given and hands on, what it waits for, tries again and leads to", (state) => {
    expect(found.States[state]).toEqual(stated.States[state]);
  });
});
