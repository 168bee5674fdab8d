import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { type ActionUse, actionsOf } from "#core/usage/event-actions.ts";
import { record } from "#test/core/usage/records.ts";

/**
 * The cases of each service, `PREFIX.cases.json`: an event as CloudTrail records it, and some of what it must become.
 * To add one, add it to the service's file; there is nothing to change here.
 */
const Passed = v.strictObject({ roles: v.array(v.string()), receivers: v.optional(v.array(v.string())) });
const Case = v.strictObject({
  name: v.string(),
  /** Event source and name. */
  event: v.pipe(v.string(), v.regex(/^\S+ \S+$/)),
  /** `eventType`; `AwsApiCall` unless told. */
  type: v.optional(v.string()),
  request: v.optional(v.unknown()),
  response: v.optional(v.unknown()),
  /** ARNs in the record's `resources`. */
  "resources-named": v.optional(v.array(v.string())),
  /** What the event is; `actions` unless told. */
  kind: v.optional(v.picklist(["actions", "no-permission", "unresolved"])),
  /** All actions that the call needs, sorted. */
  actions: v.optional(v.array(v.string())),
  /** The action that `resources` is about; the call's first one unless told. */
  action: v.optional(v.string()),
  /** What it needs that action on; null where it does not need it. */
  resources: v.optional(v.nullable(v.array(v.string()))),
  /** Roles that it passes and the services that get them, as a list where several services get other roles; null where it passes none. */
  passes: v.optional(v.nullable(v.union([Passed, v.array(Passed)]))),
});
type Case = v.InferOutput<typeof Case>;

const catalogue = loadCatalogue();
const files = globSync("*.cases.json", { cwd: import.meta.dirname }).sort();

describe.each(files)("%s", (file) => {
  const cases = v.parse(v.array(Case), JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8")));

  test.each(cases)("$name: $event", (example) => {
    const { kind = "actions", actions, resources, passes } = example;
    const { kind: foundKind, ...found } = outcome(example);
    expect(foundKind).toBe(kind);
    if (actions !== undefined) expect(found.actions).toEqual(actions);
    if (resources !== undefined) expect(found.resources).toEqual(resources);
    if (passes !== undefined) expect(found.passes).toEqual(passes);
  });
});

function outcome({ event, type = "AwsApiCall", request, response, action, "resources-named": named }: Case) {
  const [eventSource, eventName] = event.split(" ");
  const call = record({
    eventSource,
    eventName,
    eventType: type,
    requestParameters: request ?? null,
    responseElements: response ?? null,
    resources: named?.map((ARN) => ({ ARN })),
  });
  const found = actionsOf(call, catalogue);
  const uses = found.kind === "actions" ? found.uses : [];
  return {
    kind: found.kind,
    actions: uses.map((use) => use.action).sort(),
    resources: uses.find((use) => action === undefined || use.action === action)?.resources ?? null,
    passes: passedBy(uses),
  };
}

function passedBy(uses: readonly ActionUse[]): Case["passes"] {
  const passed = uses
    .filter(({ action }) => action === "iam:PassRole")
    .map(({ resources, receivers }) => ({ roles: [...resources], ...(receivers && { receivers: [...receivers] }) }));
  return passed.length > 1 ? passed : (passed[0] ?? null);
}
