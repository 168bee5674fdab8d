import { serviceOfArn } from "#core/aws/arn.ts";
import type { JsonObject } from "#core/cloudtrail/record.ts";
import { services } from "./all.ts";
import type {
  BlindSpotFact,
  CallFacts,
  EncryptionContextFact,
  EventFact,
  EventSource,
  ImplicationFact,
  RequestFact,
  RolePassingFact,
  ServiceFacts,
  TypeFacts,
} from "./knowledge.ts";

/** Looks up what the services' files say. All maps are built once, when this module is loaded. */

const nothing: ServiceFacts & CallFacts & TypeFacts = Object.freeze({});

const byPrefix: ReadonlyMap<string, ServiceFacts> = new Map(services.map((known) => [known.prefix, known]));

/** What is known of a service; empty where nothing is. */
export function knowledgeOf(prefix: string): ServiceFacts {
  return byPrefix.get(prefix) ?? nothing;
}

const calls = collected(({ calls = {} }) => calls);

/** What is known of the calls of an action (`prefix:Name`); empty where nothing is. */
export function callFacts(action: string): CallFacts {
  return calls.get(action) ?? nothing;
}

const types = collected(({ types = {} }) => types);

/** What is known of a resource type (`prefix:type`); empty where nothing is. */
export function typeFacts(type: string): TypeFacts {
  return types.get(type) ?? nothing;
}

/** What an event needs, in full names; an empty list where it needs none or `requestFacts` says it all. */
export interface EventNeeds {
  readonly actions: readonly string[];
  readonly noPermission: boolean;
  readonly source: string;
}

const ephemeral: ReadonlySet<string> = new Set(
  services.flatMap(({ prefix, ephemeralTypes = [] }) => ephemeralTypes.map((type) => `${prefix}:${type}`)),
);

/** Is the resource type (`prefix:type`) one whose things are made anew each time? */
export function isEphemeral(type: string): boolean {
  return ephemeral.has(type);
}

const events = collected((known) => Object.fromEntries((known.events ?? []).flatMap((fact) => needsOf(known.prefix, fact))));

/** What an event (`prefix:Name`) needs, where its name is not the name of its action; undefined where nothing is known. */
export function eventNeeds(event: string): EventNeeds | undefined {
  return events.get(event);
}

function needsOf(prefix: string, fact: EventFact): [string, EventNeeds][] {
  const { source } = fact;
  if ("renamed" in fact)
    return Object.entries(fact.renamed).map(([event, actions]) => [
      event,
      { actions: inFull(prefix, actions.split(" ")), noPermission: false, source },
    ]);
  const noPermission = "noPermission" in fact;
  const names = noPermission ? fact.noPermission : fact.onlyByRequest;
  return names.split(" ").map((event) => [event, { actions: [], noPermission, source }]);
}

const byRequest = collected(({ prefix, byRequest = {} }) =>
  Object.fromEntries(
    Object.entries(byRequest).map(([event, facts]) => [event, facts.map((fact) => ({ ...fact, needs: inFull(prefix, fact.needs) }))]),
  ),
);

/** What an event (`prefix:Name`, without a version) needs by its request, in full names. */
export function requestFacts(event: string): readonly RequestFact[] {
  return byRequest.get(event) ?? [];
}

interface Source {
  readonly prefixes: readonly string[];
  /** Requests that are one service's alone. */
  readonly claims: readonly { readonly prefix: string; readonly when: (request: JsonObject) => boolean }[];
}

const sources = bySource();

function bySource(): ReadonlyMap<string, Source> {
  const found = new Map<string, Source>();
  for (const { prefix, eventSources = [] } of services) for (const source of eventSources) addSource(found, prefix, source);
  return found;
}

function addSource(found: Map<string, Source>, prefix: string, { name, sharedWith = [], when }: EventSource): void {
  const { prefixes, claims } = found.get(name) ?? { prefixes: [], claims: [] };
  found.set(name, when === undefined ? { prefixes: [prefix, ...sharedWith], claims } : { prefixes, claims: [...claims, { prefix, when }] });
}

/** The service prefixes of an event source such as `logs.amazonaws.com`, best first; a request may tell more. */
export function prefixesOf(eventSource: string, request?: JsonObject): readonly string[] {
  const name = eventSource.replace(/\.amazonaws\.com(?:\.cn)?$/, "");
  const source = sources.get(name);
  if (source === undefined) return [name];
  const claim = request === undefined ? undefined : source.claims.find(({ when }) => when(request));
  return claim === undefined ? source.prefixes : [claim.prefix];
}

/** A service's blind spot; its actions are named without the prefix. */
export type BlindSpot = BlindSpotFact & { readonly service: string };

export const blindSpots: readonly BlindSpot[] = services.flatMap(({ prefix, blindSpots = [] }) =>
  blindSpots.map((spot) => ({ service: prefix, ...spot })),
);

const prefixesWithBlindSpots: ReadonlySet<string> = new Set(blindSpots.map(({ service }) => service));

/** Has the service actions that management events may not show? */
export function hasBlindSpot(prefix: string): boolean {
  return prefixesWithBlindSpots.has(prefix);
}

/** How requests of other services name resources of each service; a parameter's name is in lower case without punctuation. */
export const namings = services.flatMap(({ namedIn }) => namedIn ?? []);

/** By the key of the encryption context; actions are named without the prefix. */
export const encryptionContextFacts: ReadonlyMap<string, EncryptionContextFact & { readonly service: string }> = new Map(
  services.flatMap(({ prefix, encryptionContext: fact }) =>
    fact === undefined ? [] : [[fact.key, { service: prefix, ...fact }] as const],
  ),
);

/** Actions in full names. */
export type Implication = Required<ImplicationFact>;

export const implications: readonly Implication[] = services.flatMap(({ prefix, implied = [] }) =>
  implied.map(({ seen = [], beside = [], purposes = [], implies, whereUsed = false, ...fact }) => ({
    ...fact,
    whereUsed,
    beside,
    purposes,
    seen: inFull(prefix, seen),
    implies: inFull(prefix, implies),
  })),
);

/** Calls of one service that pass a role to the same receivers; they are named without the prefix. */
export type RolePassing = Required<Omit<RolePassingFact, "holderName">> &
  Pick<RolePassingFact, "holderName"> & { readonly service: string };

export const rolePassing: readonly RolePassing[] = services.flatMap(({ prefix, passesRoles = [] }) =>
  passesRoles.map(
    ({ always = [], sometimes = [], to = [], toByParameter = {}, heldBy = [], inAnswer = [], holderMadeBy = {}, ...fact }) => ({
      ...fact,
      service: prefix,
      always,
      sometimes,
      to,
      toByParameter,
      heldBy,
      inAnswer,
      holderMadeBy,
    }),
  ),
);

const passingByAction = new Map(
  rolePassing.flatMap((line) =>
    [...line.always, ...line.sometimes].map((name): [string, RolePassing] => [`${line.service}:${name}`, line]),
  ),
);

/** How an action (`prefix:Name`) passes a role; undefined where it is not known to. */
export function rolePassingOf(action: string): RolePassing | undefined {
  return passingByAction.get(action);
}

/** `SOURCE NAME` of the events by which somebody finds out where they are and what there is. */
export const discoveryCalls: ReadonlySet<string> = new Set(
  services.flatMap(({ prefix, discoveryCalls = [] }) => discoveryCalls.map((event) => `${prefix}.amazonaws.com ${event}`)),
);

const platforms: ReadonlyMap<string, readonly string[]> = new Map(
  services.flatMap(({ usuallyCalls = {} }) => Object.entries(usuallyCalls)),
);

/** The services that programs on a platform usually call, and those that a service which delivers data writes to. */
export function usuallyCalledBy(platform: string): readonly string[] {
  return platforms.get(platform) ?? [];
}

/** An ARN in the form that AWS compares policies with. */
export function asEvaluated(arn: string, action: string): string {
  return knowledgeOf(serviceOfArn(arn)).asEvaluated?.(arn, action) ?? arn;
}

/** `prefix:name` → what each service says of its names. */
function collected<T>(factsOf: (known: (typeof services)[number]) => Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(
    services.flatMap((known) => Object.entries(factsOf(known)).map(([name, facts]): [string, T] => [`${known.prefix}:${name}`, facts])),
  );
}

function inFull(prefix: string, actions: readonly string[]): readonly string[] {
  return actions.map((action) => (action.includes(":") ? action : `${prefix}:${action}`));
}
