import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { services } from "#core/services/all.ts";
import type {
  BlindSpotFact,
  CallFacts,
  EncryptionContextFact,
  EventFact,
  RequestFact,
  ServiceKnowledge,
  TypeFacts,
} from "#core/services/knowledge.ts";

/** Writes docs/services.md. A test fails where it is not what core/services says. */

const FILE = join(import.meta.dirname, "../docs/services.md");

const HEAD = `# What Whittle knows of AWS services

Generated from \`core/services\` by \`npm run docs:services\`. Do not edit: change the service's file there.

AWS's own catalogue of actions and resource types covers most services. This page lists what Whittle knows beyond it, with the AWS
document that says so. Names of actions without a prefix are the service's own. Names of request parameters come from each service's
API Reference, in lower case and without punctuation; a dot stands before those that count at the top of the request alone.
`;

/** One fact as a line of Markdown, without the source. */
interface Line {
  readonly text: string;
  readonly source?: string;
}

const SPOTS: Readonly<Record<BlindSpotFact["kind"], string>> = {
  "data-event": "Data events",
  "not-logged": "Never logged",
  excludable: "Management events that a trail may leave out",
};

type Section = readonly [title: string, lines: (known: ServiceKnowledge) => readonly Line[]];

const SECTIONS: readonly Section[] = [
  [
    "Event sources",
    ({ eventSources = [] }) =>
      eventSources.map(({ name, sharedWith = [], when, source }) => ({
        text: `${code(name)}${when === undefined ? "" : ", for some requests"}${sharedWith.length > 0 ? `, shared with ${codes(sharedWith)}` : ""}`,
        source,
      })),
  ],
  [
    "Events",
    ({ events = [], actionOf }) => [...events.map(eventLine), ...told(actionOf, "Each call tells its action in the service's own way")],
  ],
  [
    "Needed because of the request",
    ({ byRequest = {} }) => Object.entries(byRequest).flatMap(([event, facts]) => facts.map((fact) => requestLine(event, fact))),
  ],
  ["Calls", ({ calls = {} }) => Object.entries(calls).flatMap(([name, facts]) => callLines(name, facts))],
  ["Resources", resourceLines],
  [
    "Passes roles (`iam:PassRole`)",
    ({ passesRoles = [] }) =>
      passesRoles.map(({ always = [], sometimes = [], to, toByParameter = {}, source }) => ({
        text: [
          ...(always.length > 0 ? [`always: ${codes(always)}`] : []),
          ...(sometimes.length > 0 ? [`sometimes: ${codes(sometimes)}`] : []),
          `to ${to === undefined ? "a service that AWS does not name for sure" : codes(to)}`,
          ...Object.entries(toByParameter).map(([parameter, own]) => `${code(parameter)} to ${codes(own)} alone`),
        ].join("; "),
        source,
      })),
  ],
  ["Tags on creation", taggingLines],
  [
    "Blind spots",
    ({ blindSpots = [] }) =>
      blindSpots.flatMap(({ kind, actions, seldom = [], managedBy, reachedBy, source }) => [
        {
          text: `${SPOTS[kind]}: ${codes(actions)}${seldom.length > 0 ? `; seldom used: ${codes(seldom)}` : ""}${managedBy === undefined ? "" : `, managed by ${codes(managedBy)}`}`,
          source,
        },
        ...(reachedBy === undefined ? [] : [{ text: `Used by ${codes(reachedBy.actions)}`, source: reachedBy.source }]),
      ]),
  ],
  [
    "Shown by other calls",
    ({ encryptionContext, traces }) => [
      ...(encryptionContext === undefined ? [] : [{ text: contextText(encryptionContext), source: encryptionContext.source }]),
      ...told(traces, "Calls show the use of other actions in the service's own way"),
    ],
  ],
  [
    "Implied",
    ({ implied = [] }) =>
      implied.map(({ seen = [], beside = [], purposes = [], implies, whereUsed, because, source }) => ({
        text: `${codes(implies)}${whereUsed ? ", where used elsewhere," : ""} by ${[...(seen.length > 0 ? [codes(seen)] : []), ...(beside.length > 0 ? [`a role that uses ${codes(beside)}`] : []), ...(purposes.length > 0 ? [`a role for ${codes(purposes)}`] : [])].join(" of ")}: ${because}`,
        source,
      })),
  ],
  [
    "Programs here usually call",
    ({ usuallyCalls = {} }) =>
      Object.entries(usuallyCalls).map(([platform, prefixes]) => ({ text: `${code(platform)}: ${codes(prefixes)}` })),
  ],
  ["Discovery calls", ({ discoveryCalls = [] }) => (discoveryCalls.length > 0 ? [{ text: codes(discoveryCalls) }] : [])],
];

/** The page of all services, in Markdown. */
export function servicesDocument(known: readonly ServiceKnowledge[] = services): string {
  return `${HEAD}${known.map(chapter).join("")}`;
}

function chapter(known: ServiceKnowledge): string {
  const sections = SECTIONS.map(([title, lines]) => [title, lines(known)] as const).filter(([, lines]) => lines.length > 0);
  return `\n## ${known.prefix}\n${sections.map(([title, lines]) => `\n**${title}**\n\n${lines.map(item).join("")}`).join("")}`;
}

function item({ text, source }: Line): string {
  return `- ${text}${source === undefined ? "" : ` *(${source})*`}\n`;
}

function contextText({ key, decrypting, encrypting }: EncryptionContextFact): string {
  const shown = [
    ...(decrypting === undefined ? [] : [`decrypting shows ${codes(decrypting)}`]),
    ...(encrypting === undefined ? [] : [`encrypting shows ${codes(encrypting)}`]),
  ];
  return `AWS KMS calls name the resource in the encryption context ${code(key)}${shown.length > 0 ? `: ${shown.join(", ")}` : ""}`;
}

function eventLine(fact: EventFact): Line {
  const { source } = fact;
  if ("noPermission" in fact) return { text: `No permission needed: ${codes(fact.noPermission.split(" "))}`, source };
  if ("onlyByRequest" in fact) return { text: `By the request alone: ${codes(fact.onlyByRequest.split(" "))}`, source };
  return {
    text: Object.entries(fact.renamed)
      .map(([event, actions]) => `${code(event)} → ${codes(actions.split(" "))}`)
      .join(", "),
    source,
  };
}

function requestLine(event: string, { when, needs, instead, source }: RequestFact): Line {
  return { text: `${code(event)} ${when.says}: ${codes(needs)}${instead ? ", instead of its own action" : ""}`, source };
}

function callLines(name: string, facts: CallFacts): readonly Line[] {
  const { touches = [], alternatives, told: ownWay, tagsWith, namesCopy, resourceTypes } = facts;
  return [
    ...makingLines(name, facts),
    ...touches.map(({ types, when, source }) => ({
      text: `${code(name)}${when === undefined ? "" : ` ${when.says}`} uses ${codes(types)}`,
      source,
    })),
    ...(alternatives === undefined
      ? []
      : [{ text: `${code(name)} acts on one of ${codes(alternatives.types)}`, source: alternatives.source }]),
    ...(ownWay === undefined ? [] : [{ text: `${code(name)} tells its resources in its own way`, source: ownWay.source }]),
    ...(namesCopy === undefined
      ? []
      : [{ text: `${code(name)} names its copy in ${code(namesCopy.parameter)}`, source: namesCopy.source }]),
    ...(tagsWith === undefined ? [] : [{ text: `${code(name)} tags with ${code(tagsWith)}` }]),
    ...(resourceTypes === undefined ? [] : [{ text: `${code(name)} takes ${codes(resourceTypes.map((type) => type.name))}` }]),
  ];
}

function makingLines(name: string, facts: CallFacts): readonly Line[] {
  const { makes, makesOnlyWhen: when, makesToo: too, repeatable, replaced, handsOn, writesPolicy, startsWithin, asksWithin } = facts;
  return [
    ...(makes === undefined ? [] : [{ text: `${code(name)} creates ${codes(makes)}` }]),
    ...(when === undefined ? [] : [{ text: `${code(name)} creates ${codes(when.types)} only ${when.when.says}`, source: when.source }]),
    ...(too?.told === undefined ? [] : [{ text: `${code(name)} also creates, in its response: ${codes(too.told)}`, source: too.source }]),
    ...(too?.untold === undefined
      ? []
      : [{ text: `${code(name)} also creates, without naming it: ${codes(too.untold)}`, source: too.source }]),
    ...(too?.things === undefined ? [] : [{ text: `${code(name)} also creates what its record tells in its own way`, source: too.source }]),
    ...(repeatable === undefined ? [] : [{ text: `${code(name)} is repeated for the same name`, source: repeatable.source }]),
    ...(replaced === undefined
      ? []
      : [{ text: `${code(name)} takes another ${codes(replaced.types)} with each release`, source: replaced.source }]),
    ...(handsOn === undefined
      ? []
      : [{ text: `${code(name)} hands on ${code(handsOn.parameter)}: ${code(handsOn.key)}`, source: handsOn.source }]),
    ...(writesPolicy === undefined
      ? []
      : [{ text: `${code(name)} writes a policy of the text in ${code(writesPolicy.parameter)}`, source: writesPolicy.source }]),
    ...(startsWithin === undefined
      ? []
      : [{ text: `${code(name)} answers ${code(startsWithin.answer)}, which is in what it acts on`, source: startsWithin.source }]),
    ...(asksWithin === undefined
      ? []
      : [{ text: `${code(name)} acts on what ${code(asksWithin.parameter)} is in`, source: asksWithin.source }]),
  ];
}

function resourceLines(known: ServiceKnowledge): readonly Line[] {
  const { types = {}, parameters = {}, madeUp = [], ephemeralTypes = [], durableTypes = [], omitted, ownerParameter, told: ownWay } = known;
  const { takesAway } = known;
  return [
    ...parameterLines(parameters, madeUp, ""),
    ...Object.entries(types).flatMap(([type, facts]) => typeLines(type, facts)),
    ...(ephemeralTypes.length > 0 ? [{ text: `Made anew each time: ${codes(ephemeralTypes)}` }] : []),
    ...(durableTypes.length > 0
      ? [{ text: `A date in the name stays: ${durableTypes === "all" ? "every type" : codes(durableTypes)}` }]
      : []),
    ...(omitted === undefined
      ? []
      : [
          { text: `Left out, ${codes(Object.entries(omitted.values).map(([name, value]) => `${name}=${value}`))}`, source: omitted.source },
        ]),
    ...(ownerParameter === undefined ? [] : [{ text: `The account is in ${code(ownerParameter.name)}`, source: ownerParameter.source }]),
    ...(ownWay === undefined ? [] : [{ text: "Calls tell their resources in the service's own way", source: ownWay.source }]),
    ...told(known.nameInArn, "A name in a request is written in another way than in the ARN"),
    ...told(known.meaningsOf, "An ARN in a request may mean several"),
    ...told(known.asEvaluated, "Policies name ARNs in a form of their own"),
    ...told(known.actsOnOneType, `One call acts on one resource type: ${code(String(known.actsOnOneType))}`),
    ...told(known.typeOfEvent, "The event's name tells the resource type"),
    ...told(known.alwaysHasResource, "No call is made without a resource"),
    ...(takesAway === undefined
      ? []
      : [{ text: `Takes rights or credentials away: ${codes(takesAway.actions)}`, source: takesAway.source }]),
    ...told(known.actsOnRoles, "A role in a request is what the call acts on"),
  ];
}

function typeLines(type: string, { idBeginning, parameters = {}, madeUp = [], nameInArn, untracked, colons }: TypeFacts): readonly Line[] {
  return [
    ...(idBeginning === undefined ? [] : [{ text: `Ids of ${code(type)} begin with ${code(idBeginning)}` }]),
    ...parameterLines(parameters, madeUp, ` of ${code(type)}`),
    ...told(untracked, `A role creates too many ${code(type)} to follow each`),
    ...(colons === undefined ? [] : [{ text: `A name of ${code(type)} may hold a colon`, source: colons.source }]),
    ...told(nameInArn, `A name of ${code(type)} is written in another way than in the ARN`),
  ];
}

function parameterLines(parameters: Readonly<Record<string, readonly string[]>>, madeUp: readonly string[], of: string): readonly Line[] {
  return [
    ...Object.entries(parameters).map(([variable, names]) => ({
      text: `${code(variable)}${of} is ${names.length === 0 ? "in no parameter" : `in ${codes(names)}`}`,
    })),
    ...madeUp.map((variable) => ({ text: `${code(variable)}${of} is made up by the service` })),
  ];
}

function taggingLines({ tagging = {}, makesWhatItRequires }: ServiceKnowledge): readonly Line[] {
  return [
    ...(tagging.action === undefined ? [] : [{ text: code(tagging.action) }]),
    ...told(tagging.typesIn, "The request names the types that it tags"),
    ...told(tagging.typesInherited, "Tags may come from elsewhere"),
    ...told(tagging.newIds, "New resources get ids that AWS makes up"),
    ...told(makesWhatItRequires, "A call creates the types that it requires"),
  ];
}

function told(fact: unknown, text: string): readonly Line[] {
  return fact === undefined ? [] : [{ text }];
}

function code(name: string): string {
  return `\`${name}\``;
}

function codes(names: readonly string[]): string {
  return names.map(code).join(", ");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(FILE, servicesDocument());
