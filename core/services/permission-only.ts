import type { CallFacts, NeedFact, When } from "./knowledge.ts";
import { mentions } from "./request.ts";

/**
 * Actions that have no API operation of their own ("permission only") and are checked when calls of another action are made: a trail
 * that records everything shows none of them. They are needed on what the call acts on, where that is of a type that they take.
 */
export function alsoChecked(
  calls: readonly string[],
  actions: readonly string[],
  fact: Pick<NeedFact, "on" | "when"> & { readonly source?: string } = {},
): Readonly<Record<string, CallFacts>> {
  const source = "Service Authorization Reference: dependent actions of the call, with permission only";
  return Object.fromEntries(calls.map((call) => [call, { needs: [{ actions, source, ...fact }] }]));
}

/** A service that delivers logs for its caller is allowed to by these, on no resource. */
export function deliversLogs(
  calls: readonly string[],
  verbs: readonly string[],
  fact: Pick<NeedFact, "when"> & { readonly source?: string } = {},
): Readonly<Record<string, CallFacts>> {
  return alsoChecked(calls, deliveryActions(verbs), { ...fact, on: [] });
}

function deliveryActions(verbs: readonly string[]): readonly string[] {
  return verbs.map((verb) => (verb === "List" ? "logs:ListLogDeliveries" : `logs:${verb}LogDelivery`));
}

/** The same as a need of a call that has others besides: all of them, as most guides ask for. */
export function logDelivery(when: When, source: string): NeedFact {
  return { actions: deliveryActions(["Create", "Delete", "Get", "List", "Update"]), on: [], when, source };
}

/** A connection to a source of code is passed to whatever is to use it, by its ARN. */
export function connectionsOf(
  service: "codeconnections" | "codestar-connections",
): Pick<NeedFact, "on" | "when"> & { readonly source: string } {
  const arn = new RegExp(`arn:[^:"]*:${service}:[^:"]*:\\d{12}:connection/[\\w-]+`, "g");
  return {
    on: ({ request }) => JSON.stringify(request).match(arn) ?? [],
    when: mentions(new RegExp(`arn:[^:"]*:${service}:[^:"]*:\\d{12}:connection/`), `with a connection of ${service}`),
    source: "Developer Tools console User Guide: Permissions and examples for connections, PassConnection",
  };
}
