import { localCallbacks } from "#adapters/local/workflow/callbacks.ts";
import { readWorkflow } from "#adapters/local/workflow/definition.ts";
import { ExecutionFailedError, runWorkflow } from "#adapters/local/workflow/run.ts";
import { NotAuthorizedError, ServiceFaultError, ThrottledError } from "#core/errors.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleChanges } from "#core/review/ports/iam.ts";
import type { SetChanges } from "#core/review/ports/permission-sets.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { cleanUp } from "#core/steps/clean-up.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { reportFailure } from "#core/steps/report-failure.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import type { FakeIam } from "#test/fakes/iam.ts";
import { type SlowRequest, slowlyAllows } from "../../policy/slow-evaluator.ts";
import { type ApprovedAccount, REVIEW_ID, type StepPorts } from "./account.ts";

/** What a run needs of an account, or of IAM Identity Center. */
export type Watchable = Omit<ApprovedAccount, "iam" | "ports"> & {
  readonly iam: Pick<FakeIam, "accepted" | "visible" | "inForce" | "revision">;
  readonly ports: WatchedPorts;
};
export type WatchedPorts = Omit<StepPorts, "changes"> & { readonly changes: RoleChanges | SetChanges };

export const FAULTS = [
  "throttled",
  "5xx",
  "access denied",
  "timed out before effect",
  "timed out after effect",
  "killed before",
  "killed after",
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** A fault at the call with this place, and with `lasting` at every call of the same method from there on. */
export interface Fault {
  readonly place: number;
  readonly kind: FaultKind;
  readonly lasting?: boolean;
}

export interface Call {
  readonly place: number;
  readonly method: string;
}

export interface Run {
  readonly calls: readonly Call[];
  readonly review: Review;
  /** Calls after which the role had neither what it had nor what was approved. */
  readonly violations: readonly Call[];
  /** All that IAM showed of the role's managed policies in the course of the run. */
  readonly shown: ReadonlySet<string>;
  /** The error that ended the execution, where one did. */
  readonly ended: string;
}

/** The process that runs a step is gone; Step Functions' name for it. */
class KilledError extends Error {
  override readonly name = "Runtime.ExitError";
}

/** Where a state machine is entered, and with what. */
export interface Entry {
  readonly machine: "role-review" | "role-restore";
  readonly startAt: string;
  readonly input?: Readonly<Record<string, unknown>>;
}

export const APPLY: Entry = { machine: "role-review", startAt: "ApplyPolicy" };
export const RESTORE: Entry = { machine: "role-restore", startAt: "NameRequest" };

const machines = {
  "role-review": readWorkflow(new URL("../../../../statemachine/role-review.asl.json", import.meta.url)),
  "role-restore": readWorkflow(new URL("../../../../statemachine/role-restore.asl.json", import.meta.url)),
};

/** Of a set, nothing is cleaned up. */
const cleanUpRole = async ({ changes, ...ports }: WatchedPorts, input: unknown) =>
  "provision" in changes ? {} : await cleanUp({ ...ports, changes }, input);

const steps = new Map<string, (ports: WatchedPorts, input: unknown) => Promise<unknown>>([
  ["apply-policy", applyPolicy],
  ["restore-role", restoreRole],
  ["clean-up", cleanUpRole],
  ["close-review", closeReview],
  ["report-failure", reportFailure],
]);

let executions = 0;

/**
 * Runs the deployed state machine from a state on, with faults put into the calls of its steps. After every call it asks
 * what may be in force of the role's permissions.
 */
export async function runWithFaults(account: Watchable, { machine, startAt, input }: Entry, faults: readonly Fault[]): Promise<Run> {
  const watch = watchOver(account);
  const invoke = async (name: string, payload: unknown): Promise<unknown> => {
    account.time.pass(2);
    const step = steps.get(name);
    if (!step) throw new Error(`There is no step ${name}.`);
    return await step(faultyPorts(account.ports, faults, watch), payload);
  };
  executions += 1;
  const execution = { id: `execution${executions}`, machine: "role-review", startTime: account.time.clock.now() };
  const start = () => undefined;
  let ended = "";
  try {
    const states = { ...machines[machine], StartAt: startAt };
    await runWorkflow(states, { reviewId: REVIEW_ID, ...input }, execution, { invoke, start, callbacks: localCallbacks() });
  } catch (error) {
    if (!(error instanceof ExecutionFailedError)) throw error;
    ended = error.error;
  }
  return { ...watch, ended, review: await account.store.get(REVIEW_ID) };
}

/** The ports, watched, without any fault. */
export function watched(account: Watchable): { readonly ports: WatchedPorts; readonly violations: readonly Call[] } {
  const watch = watchOver(account);
  return { ports: faultyPorts(account.ports, [], watch), violations: watch.violations };
}

interface Watch {
  readonly calls: Call[];
  readonly violations: Call[];
  readonly shown: Set<string>;
  afterCall(call: Call): void;
}

function watchOver(account: Watchable): Watch {
  const violations: Call[] = [];
  const shown = new Set([carriedText(account)]);
  let seen = -1;
  return {
    calls: [],
    violations,
    shown,
    afterCall(call) {
      if (account.iam.revision() === seen) return;
      seen = account.iam.revision();
      shown.add(carriedText(account));
      if (!account.iam.inForce(account.before.name).every((documents) => isWhole(account, documents))) violations.push(call);
    },
  };
}

function carriedText({ iam, before }: Watchable): string {
  const carried = iam.visible(before.name).attached.map(({ name, versionId }) => `${name} (${versionId})`);
  return carried.join(", ") || "no managed policy";
}

const verdicts = new WeakMap<Watchable["approved"], Map<string, boolean>>();

/** Is all that the role had in force, or all that was approved? */
function isWhole({ old, approved }: Watchable, inForce: readonly PolicyDocument[]): boolean {
  const known = verdicts.get(approved) ?? new Map<string, boolean>();
  verdicts.set(approved, known);
  const key = JSON.stringify(inForce);
  const verdict = known.get(key) ?? [old, approved].some((wanted) => requestsOf(wanted).every((request) => slowlyAllows(inForce, request)));
  known.set(key, verdict);
  return verdict;
}

/** One request for each pattern of what is allowed, which only a pattern as wide allows. */
function requestsOf(documents: readonly PolicyDocument[]): readonly SlowRequest[] {
  const allows = documents.flatMap(({ statements }) => statements).filter(({ effect }) => effect === "Allow");
  return allows.flatMap(({ actions, resources }) =>
    actions.patterns.flatMap((action) => resources.patterns.map((resource) => ({ action, resource, context: {} }))),
  );
}

/** One run of a function: once it is killed, none of its calls gets through. */
function faultyPorts(ports: WatchedPorts, faults: readonly Fault[], { calls, afterCall }: Watch): WatchedPorts {
  let dead = false;

  async function call(method: string, make: () => unknown): Promise<unknown> {
    if (dead) throw new KilledError("killed before");
    const place = calls.length;
    const made = { place, method };
    calls.push(made);
    const fault = faults.find(
      (each) => each.place === place || (each.lasting === true && each.place <= place && calls[each.place]?.method === method),
    );
    try {
      if (fault) before(fault.kind, method);
      const result = await make();
      if (fault) after(fault.kind, method);
      return result;
    } catch (error) {
      dead ||= error instanceof KilledError;
      throw error;
    } finally {
      afterCall(made);
    }
  }

  function wrap<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get(target, member) {
        const method: unknown = Reflect.get(target, member);
        if (typeof method !== "function") return method;
        return (...parameters: readonly unknown[]) => call(`${name}.${String(member)}`, () => Reflect.apply(method, target, parameters));
      },
    });
  }

  return {
    ...ports,
    roles: wrap("roles", ports.roles),
    changes: wrap("changes", ports.changes),
    store: wrap("store", ports.store),
    notifier: wrap("notifier", ports.notifier),
  };
}

function before(kind: FaultKind, method: string): void {
  if (kind === "throttled") throw new ThrottledError(method);
  if (kind === "5xx") throw new ServiceFaultError(method, "500");
  if (kind === "timed out before effect") throw new ServiceFaultError(method, "TimeoutError");
  if (kind === "access denied") throw new NotAuthorizedError(method, "no statement allows it.");
  if (kind === "killed before") throw new KilledError(kind);
}

function after(kind: FaultKind, method: string): void {
  if (kind === "timed out after effect") throw new ServiceFaultError(method, "TimeoutError");
  if (kind === "killed after") throw new KilledError(kind);
}
