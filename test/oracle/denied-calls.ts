import type { PolicyDocument } from "#core/policy/document.ts";
import { slowlyDecides } from "#test/core/policy/slow-evaluator.ts";
import { type ReadCall, readCall } from "./reading.ts";

/** The successful calls in records that the policies of before allowed and those of after do not, each once. */
export function deniedCalls(records: readonly unknown[], before: readonly PolicyDocument[], after: readonly PolicyDocument[]) {
  const denied = records.flatMap((record) => {
    const call = readCall(record);
    return call === undefined ? [] : checksOf(call).filter((each) => mayAllow(before, each) && !mayAllow(after, each));
  });
  return [...new Set(denied.map(({ action, resource }) => `${action} on ${resource ?? "any resource"}`))];
}

interface Check {
  readonly action: string;
  /** Undefined where the call names none: then some resource is enough. */
  readonly resource?: string;
}

function checksOf({ action, resources }: ReadCall): readonly Check[] {
  return resources.length === 0 ? [{ action }] : resources.map((resource) => ({ action, resource }));
}

/** Conditions are not tried here: what hangs on one may be allowed. */
function mayAllow(policies: readonly PolicyDocument[], { action, resource }: Check): boolean {
  if (resource === undefined)
    return policies.some(({ statements }) => statements.some((each) => each.effect === "Allow" && names(each, action)));
  return ["allowed", "uncertain"].includes(slowlyDecides(policies, { action, resource, context: {} }));
}

function names({ actions }: PolicyDocument["statements"][number], action: string): boolean {
  const isNamed = actions.patterns.some((pattern) =>
    new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i").test(action),
  );
  return isNamed === (actions.kind === "only");
}
