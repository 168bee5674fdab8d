import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { addCapped, type Cap, mergedCounts, NOTHING, noteSpan, ownMap, type Span } from "./counted.ts";

/** Calls from one address with one kind of user agent. Plain data. */
export interface OriginTally extends Span {
  readonly address: string;
  readonly agent: string;
  calls: number;
  denied: number;
  /** Calls with credentials that an EC2 instance was given. */
  fromInstance: number;
  /** Calls that an AWS service made, or that came through one's own endpoint. */
  ofService: number;
  /** Actions that succeeded, and those that were refused, with counts. */
  used: Map<string, number>;
  refused: Map<string, number>;
}

/** Where a call came from. */
export interface Origin {
  readonly key: string;
  readonly address: string;
  readonly agent: string;
  readonly isOfInstance: boolean;
  readonly isOfService: boolean;
}

const mostOrigins = 200;
const CAP: Cap = { most: 300, other: "other actions" };
const others = "other origins";

export function originOf(record: CloudTrailRecord): Origin {
  const { address, caller, vpcEndpoint } = record;
  const agent = agentFamily(record.userAgent);
  return {
    key: `${address} ${agent}`,
    address,
    agent,
    isOfInstance: isInstanceSession(record),
    isOfService: caller.invokedBy !== "" || vpcEndpoint !== "",
  };
}

/** What is counted of a call with its origin. */
export interface OfOrigin {
  readonly origin: Origin;
  readonly denied: boolean;
  readonly actions: readonly string[];
}

/** Counts where a call came from. Above the limit of origins, the rest is counted as one. */
export function addOrigin(origins: Map<string, OriginTally>, time: string, { origin, denied, actions }: OfOrigin): void {
  const { key, address, agent } = origin;
  const known = origins.get(key) ?? (origins.size >= mostOrigins ? origins.get(others) : undefined);
  const tally = known ?? newOrigin(origins.size >= mostOrigins ? others : address, origins.size >= mostOrigins ? "" : agent);
  if (known === undefined) origins.set(tally.address === others ? others : key, tally);
  tally.calls += 1;
  noteSpan(tally, time);
  if (denied) tally.denied += 1;
  if (origin.isOfInstance) tally.fromInstance += 1;
  if (origin.isOfService) tally.ofService += 1;
  if (actions.length === 0) return;
  const kind = denied ? "refused" : "used";
  tally[kind] = ownMap(tally[kind]);
  for (const action of actions) addCapped(tally[kind], action, 1, CAP);
}

/** EC2 names the session of an instance role after the instance (IAM User Guide, "CloudTrail userIdentity element"). */
function isInstanceSession(record: CloudTrailRecord): boolean {
  return record.caller.fromInstance || /^m?i-[0-9a-fA-F]{8,17}$/.test(record.caller.sessionName);
}

/** The first word of a user agent without its version: enough to tell one program from another. */
function agentFamily(userAgent: string): string {
  const plain = userAgent.replace(/^\[|\]$/g, "");
  const first = /^[^\s/(]+/.exec(plain)?.[0] ?? "";
  const agentOfAgent = /amazon-ssm-agent|ssm-agent-worker/.exec(plain)?.[0];
  return (agentOfAgent ?? first).replace(/[_-][0-9a-f]{8}-[0-9a-f-]{27}$/, "").slice(0, 80);
}

function newOrigin(address: string, agent: string): OriginTally {
  return { address, agent, calls: 0, denied: 0, first: "", last: "", fromInstance: 0, ofService: 0, used: NOTHING, refused: NOTHING };
}

export function mergeOrigins(into: Map<string, OriginTally>, from: ReadonlyMap<string, OriginTally>): void {
  for (const [key, tally] of from) {
    const full = into.size >= mostOrigins && !into.has(key);
    const known = into.get(full ? others : key) ?? newOrigin(full ? others : tally.address, full ? "" : tally.agent);
    into.set(full ? others : key, known);
    known.calls += tally.calls;
    known.denied += tally.denied;
    noteSpan(known, tally.first, tally.last);
    known.fromInstance += tally.fromInstance;
    known.ofService += tally.ofService;
    known.used = mergedCounts(known.used, tally.used);
    known.refused = mergedCounts(known.refused, tally.refused);
  }
}
