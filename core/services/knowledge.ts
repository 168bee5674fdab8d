import type { Place } from "#core/aws/arn.ts";
import type { ActionName } from "#core/aws/names.ts";
import type { CloudTrailRecord, JsonObject } from "#core/cloudtrail/record.ts";
import type { ResourceType } from "#core/policy/catalogue.ts";

/**
 * What Whittle knows of one AWS service beyond AWS's catalogue of actions. One file per service prefix holds it; all of it is data,
 * but for small pure functions where a service has a way of its own. In lists of actions, a name without a prefix is the
 * service's own. `source` names the AWS document and section that a fact comes from.
 */
export interface ServiceKnowledge extends ServiceFacts {
  /** The service prefix of its IAM actions, such as `rds`. */
  readonly prefix: string;
}

export interface ServiceFacts {
  /** Event sources other than `PREFIX.amazonaws.com`. */
  readonly eventSources?: readonly EventSource[];
  /** Events whose names are not the names of IAM actions. */
  readonly events?: readonly EventFact[];
  /** The IAM action of a call, where it follows from the call alone; undefined where the call does not tell. Replaces the search by name. */
  readonly actionOf?: (record: CloudTrailRecord) => string | undefined;
  /** By event name, without a version: what a call needs besides, or instead, because of its request. */
  readonly byRequest?: Readonly<Record<string, readonly RequestFact[]>>;
  /** By action name. */
  readonly calls?: Readonly<Record<string, CallFacts>>;
  /** By the catalogue's name of a resource type. */
  readonly types?: Readonly<Record<string, TypeFacts>>;
  /** By variable of the service's ARN templates: request parameters that hold it (see `TypeFacts.parameters`). */
  readonly parameters?: ParameterNames;
  /** Variables that the service makes up and no request carries: `*` in an ARN whose other parts are known. */
  readonly madeUp?: readonly string[];
  /**
   * Resource types whose things are made anew each time, so that the name of one says nothing about the next: AWS makes up an id,
   * or a job's name must be unique (Service Authorization Reference, "Resource types"; the service's API Reference).
   */
  readonly ephemeralTypes?: readonly string[];
  /** Resource types that outlive what uses them: a date in such a name says when it was made, not that another one follows. */
  readonly durableTypes?: readonly string[] | "all";
  /** By variable of the service's ARN templates: the name that a call means which leaves its parameter out. */
  readonly omitted?: OmittedFact;
  /** The request parameter, in lower case, that names the account whose resources the call is about. */
  readonly ownerParameter?: Fact<{ readonly name: string }>;
  /** What every call tells of its resources in the service's own way. */
  readonly told?: ToldFact;
  /** A name in a request as the ARN holds it; for one type alone see `TypeFacts.nameInArn`. */
  readonly nameInArn?: (name: string) => string;
  /** The ARNs that an ARN in a request may mean. */
  readonly meaningsOf?: (arn: string) => readonly string[];
  /** An ARN of the service in the form that AWS compares policies with. */
  readonly asEvaluated?: (arn: string, action: string) => string;
  /** Actions of which one call acts on one of the resource types, though the reference requires all of them. */
  readonly actsOnOneType?: RegExp;
  /** The resource type that an event is about, for actions that take every type there is; undefined for all other actions. */
  readonly typeOfEvent?: (event: string, action: string) => string | undefined;
  /** No call is made without a resource, though the reference requires none. */
  readonly alwaysHasResource?: boolean;
  /** Calls that hand a role to a service: they need `iam:PassRole`. */
  readonly passesRoles?: readonly RolePassingFact[];
  /**
   * What `iam:PassedToService` says of a role that any other writing call names; left out where AWS does not say it for sure. Most are said
   * by the AWS managed policies that pass roles to the service, the others by its guide, "service role".
   */
  readonly receivesRolesAs?: readonly string[];
  /** A role in a request is what the call acts on, and is handed to nobody. */
  readonly actsOnRoles?: boolean;
  readonly tagging?: TaggingFacts;
  /** Actions that take credentials or rights away from whom they are about, and give none. */
  readonly takesAway?: Fact<{ readonly actions: readonly string[] }>;
  /** Names of types say nothing in the names of calls: what a call makes is what it requires. */
  readonly makesWhatItRequires?: boolean;
  /** Actions that CloudTrail's management events never show. */
  readonly blindSpots?: readonly BlindSpotFact[];
  /** Needed though no event shows them. */
  readonly implied?: readonly ImplicationFact[];
  /** How the service's resources show in calls to AWS KMS that it makes with its caller's rights. */
  readonly encryptionContext?: EncryptionContextFact;
  /** The ARN of a resource of the service that a parameter of another service's call names in a way of its own. */
  readonly namedIn?: (parameter: string, value: string, place: Place) => string | undefined;
  /** Use that a call of the service shows beyond its own actions. */
  readonly traces?: (record: CloudTrailRecord, place: Place) => readonly Trace[];
  /** By platform (the principal that assumes a role, without `.amazonaws.com`): prefixes of services that programs there usually call. */
  readonly usuallyCalls?: Readonly<Record<string, readonly string[]>>;
  /**
   * Events by which somebody finds out where they are and what there is. Many of them within the hour are what Amazon GuardDuty
   * calls Discovery (GuardDuty User Guide, "IAM finding types": Discovery:IAMUser/AnomalousBehavior).
   */
  readonly discoveryCalls?: readonly string[];
}

export type Fact<T> = T & { readonly source: string };

/** Request parameters by template variable, in lower case without punctuation, best first; `.name` is one at the top of the request. */
export type ParameterNames = Readonly<Record<string, readonly string[]>>;

export type OmittedFact = Fact<{
  readonly values: Readonly<Record<string, string>>;
  /** The calls that mean it; all of the service unless told. */
  readonly calls?: RegExp;
}>;

/** An event source, without `.amazonaws.com`. */
export type EventSource = Fact<{
  readonly name: string;
  /** Other prefixes that share the source, asked after this one. */
  readonly sharedWith?: readonly string[];
  /** A request that is this service's alone, of a source that another service lists. */
  readonly when?: (request: JsonObject) => boolean;
}>;

export type EventFact = Fact<
  /** Event names → actions that the call needs, several separated by spaces. */
  | { readonly renamed: Readonly<Record<string, string>> }
  /** Event names, separated by spaces, that need no permission. */
  | { readonly noPermission: string }
  /** Event names, separated by spaces, that need only what `byRequest` says. */
  | { readonly onlyByRequest: string }
>;

/** Actions that a call needs besides its own when its request is so. */
export type RequestFact = Fact<{
  readonly when: When;
  readonly needs: readonly string[];
  /** In place of the call's own action. */
  readonly instead?: boolean;
}>;

/** A condition on a request, and how the documentation says it. */
export interface When {
  readonly says: string;
  readonly holds: (request: JsonObject, record: CloudTrailRecord) => boolean;
}

export interface CallFacts {
  /** Names of the resource types that it makes, where the call's name does not say them. */
  readonly makes?: readonly string[];
  /** Of what it makes, what it makes with some requests only. */
  readonly makesOnlyWhen?: Fact<{ readonly types: readonly string[]; readonly when: When }>;
  /** What it makes besides. */
  readonly makesToo?: MakesTooFact;
  /**
   * It succeeds where the thing exists, or its callers make it again without looking: the same name comes again. Where callers choose
   * the names, several that came once each show that the next one is another.
   */
  readonly repeatable?: Fact<{ readonly namesChosen?: true }>;
  /** Types of which another thing is used with each release. */
  readonly replaced?: Fact<{ readonly types: readonly string[] }>;
  /** Types that it touches whether its request names one or not; the reference calls most of them optional. */
  readonly touches?: readonly TouchFact[];
  /** Types of which one call acts on one, though the reference requires all of them: what is seen of one needs none of the others. */
  readonly alternatives?: AlternativesFact;
  /** What it tells of its resources in a way that no ARN template tells. */
  readonly told?: ToldFact;
  /** What its answer calls by this id is in what the call acts on: a query in its work group. */
  readonly startsWithin?: Fact<{ readonly answer: string }>;
  /** The request parameter by whose id alone it names such a thing, be it one or several; it acts on what that is in. */
  readonly asksWithin?: Fact<{ readonly parameter: string }>;
  /** The request parameter that names the copy, and not what it is a copy of. */
  readonly namesCopy?: Fact<{ readonly parameter: string }>;
  /** The tagging action that it needs when it tags what it makes, where it is not the service's. */
  readonly tagsWith?: string;
  /** What the call hands on, by a condition key of its own. */
  readonly handsOn?: HandingFact;
  /** The request parameter that holds the text of a policy which the call gives to what it acts on. */
  readonly writesPolicy?: Fact<{ readonly parameter: string }>;
  /** Resource types that the catalogue leaves out. */
  readonly resourceTypes?: readonly ResourceType[];
  /** Actions that are checked besides its own. */
  readonly needs?: readonly NeedFact[];
}

/** What a call hands on that writes a policy's text: one that takes rights away and gives none, or any other. */
export const ONLY_DENIES = "policy:denies";
export const ALLOWS = "policy:allows";

export type HandingFact = Fact<{
  readonly key: string;
  /** The request parameter that holds the key's value, an ARN. */
  readonly parameter: string;
  /** An action of the service that takes the ARN's type alone. */
  readonly typeOf: string;
  /** ARNs' ends of what takes rights away from whatever gets it, and gives none. */
  readonly onlyDenies: readonly string[];
}>;

/** Dependent actions of a call. */
export type NeedFact = Fact<{
  readonly actions: readonly string[];
  /**
   * On what: ARNs in which `${Partition}`, `${Region}` and `${Account}` are the call's, and any other variable is a request
   * parameter in lower case without punctuation, `*` where the request has none; or what a function makes of the record. Left out, it
   * is what the call acts on itself; an empty list is everything.
   */
  readonly on?: readonly string[] | ((record: CloudTrailRecord, place: Place) => readonly string[]);
  readonly when?: When;
}>;

/** What a call makes besides, or shows to have been made for the role. */
export type MakesTooFact = Fact<{
  /** Names, in lower case, that the response gives to it. */
  readonly told?: readonly string[];
  /** Types whose things it makes without telling which. */
  readonly untold?: readonly string[];
  /** ARNs that the record holds in a way of its own, and `service:type/` where another service's things are made without telling which. */
  readonly things?: (record: CloudTrailRecord, place: Place) => readonly string[];
}>;

export type AlternativesFact = Fact<{ readonly types: readonly string[] }>;

export type TouchFact = Fact<{ readonly types: readonly string[]; readonly when?: When }>;

export type ToldFact = Fact<{
  /** The ARNs; undefined where this call does not tell. */
  readonly arns: (record: CloudTrailRecord, place: Place) => readonly string[] | undefined;
  /** Are these all that there is to know, so that the request's names are not asked as well? */
  readonly alone: boolean;
}>;

export interface TypeFacts {
  /** Names may hold a colon. */
  readonly colons?: Fact<object>;
  /** A role makes more of them than can be followed one by one. */
  readonly untracked?: boolean;
  /** What an id of the type begins with, so that one parameter does not fill two types. */
  readonly idBeginning?: string;
  readonly parameters?: ParameterNames;
  readonly madeUp?: readonly string[];
  /** A name in a request as the type's ARN holds it. */
  readonly nameInArn?: (name: string) => string;
}

/** Calls that hand a role to a service: `iam:PassRole` is needed for each, and no event of its own ever shows it. */
export type RolePassingFact = Fact<{
  /** Calls that cannot be made without a role. */
  readonly always?: readonly string[];
  /** Calls that may hand one over. */
  readonly sometimes?: readonly string[];
  /** What `iam:PassedToService` says then; left out where AWS does not say it for sure, and no condition is written. */
  readonly to?: readonly string[];
  /** Request parameters, in lower case, of which each role goes to some of `to` alone. */
  readonly toByParameter?: Readonly<Record<string, readonly string[]>>;
  /** Request parameters that name something which holds the role, so that the request need not name the role itself. */
  readonly heldBy?: readonly string[];
  /** Call → the request parameter that names what it makes to hold the roles, such as a task definition's family. */
  readonly holderMadeBy?: Readonly<Record<string, string>>;
  /** The name that `holderMadeBy` gave, out of the one that `heldBy` says: without the revision. */
  readonly holderName?: (name: string) => string;
  /** Calls whose answer tells the role. */
  readonly inAnswer?: readonly string[];
}>;

export interface TaggingFacts {
  /** The action that tags, where it is not `TagResource`. */
  readonly action?: string;
  /** Resource types that a request tags as it makes them; an empty text stands for one that it does not name. */
  readonly typesIn?: (request: JsonObject) => readonly string[];
  /** Resource types that a call tags with what it takes from elsewhere. */
  readonly typesInherited?: (record: CloudTrailRecord) => readonly string[];
  /** New things have ids that AWS makes up, never names that the request chose. */
  readonly newIds?: boolean;
}

export type BlindSpotFact = Fact<{
  readonly actions: readonly string[];
  /**
   * `data-event`: shown only where the trail records data events of that very resource. `not-logged`: never shown.
   * `excludable`: management events that a trail may leave out (CloudTrail User Guide, "Logging management events").
   */
  readonly kind: "data-event" | "not-logged" | "excludable";
  /** More actions of this kind, which few roles use: they are asked about, and never kept unless somebody says so. */
  readonly seldom?: readonly string[];
  /** Of the actions: those that a management event shows too, under another name; one of them tells nothing of data events. */
  readonly alsoShown?: readonly string[];
  /** What holds the resources of the actions, out of any ARN of the service: a bucket, a table. The ARN itself unless told. */
  readonly holder?: RegExp;
  /** Prefixes of the services that manage what these actions work on, where it is not the service itself. */
  readonly managedBy?: readonly string[];
  /** Seen calls to other services (`prefix:Name`) that work on this one with the caller's own rights. */
  readonly reachedBy?: Fact<{ readonly actions: readonly string[] }>;
}>;

export type EncryptionContextFact = Fact<{
  /** The key of the encryption context that names the resource. */
  readonly key: string;
  /** The resource's ARN, where the value is none itself. */
  readonly arn?: (value: string, place: Place) => string;
  /** Actions of the service that decrypt, and those that ask for a new data key; left out where both may be any of its blind spot. */
  readonly decrypting?: readonly string[];
  readonly encrypting?: readonly string[];
}>;

/** Something that a call shows of use without an event of its own. */
export type Trace =
  /** These actions were used, on this resource where it is known. */
  | { readonly kind: "used"; readonly actions: readonly ActionName[]; readonly resource?: string }
  /** The resource was used, by an action that is not known. */
  | { readonly kind: "touched"; readonly resource: string }
  /** A call to another service named the resource. */
  | { readonly kind: "named"; readonly resource: string };

/** A seen action, or a role's purpose, that makes an unseen action needed. */
export type ImplicationFact = Fact<{
  /** Any of these seen …; left out where the purpose alone is enough. */
  readonly seen?: readonly string[];
  /** … beside one of these, in full names; left out where nothing else is needed. */
  readonly beside?: readonly string[];
  /** … by a role that one of these services assumes; left out where any role counts. */
  readonly purposes?: readonly string[];
  readonly implies: readonly string[];
  /** Of these, only what the role used itself, if only on something else. */
  readonly whereUsed?: boolean;
  /** Where: on the resources of the seen action, as they are or rewritten; or on ARNs (`${…}` filled as in the catalogue). */
  readonly on: "same-resources" | "everything" | readonly string[] | ((arn: string) => string);
  readonly because: string;
}>;

/** The knowledge of the service with this prefix. */
export function service(prefix: string, facts: ServiceFacts): ServiceKnowledge {
  return { prefix, ...facts };
}
