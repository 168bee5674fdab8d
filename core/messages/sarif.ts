import type { Question } from "#core/evidence/question.ts";
import type { AccessLevel } from "#core/policy/catalogue.ts";
import { GRAVEST_FIRST } from "#core/policy/diff.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { counted, someOf } from "#core/text.ts";
import { gapText } from "./gap.ts";
import { questionName, whyAsked } from "./question.ts";
import { escalationName } from "./risk-line.ts";
import { suspiciousText } from "./suspicious.ts";
import { verbatimLine } from "./text.ts";

/** How grave a finding is, in SARIF's words. */
type Level = "error" | "warning" | "note";

interface Rule {
  readonly level: Level;
  /** From 0 to 10, as GitHub reads it: from 9 on critical, from 7 high, from 4 medium, below that low. */
  readonly severity: string;
  readonly title: string;
  readonly help: string;
}

/** Every kind of finding by its id, which never changes: people dismiss findings by it. */
const RULES = {
  "suspicious-activity": {
    level: "error",
    severity: "9.0",
    title: "Suspicious activity of a role",
    help: "Find out who made these calls before anybody decides about the role's permissions.",
  },
  "escalation-way": {
    level: "error",
    severity: "8.0",
    title: "A role can give itself more permissions",
    help: "The role needs these actions and can gain any permission with them. Add a permissions boundary, or move the work to a role of its own.",
  },
  "unused-permissions-management": {
    level: "error",
    severity: "7.5",
    title: "Unused permissions to manage permissions",
    help: "The role can change permissions and has not done so. Replace its policies with the proposed ones.",
  },
  "unused-write": {
    level: "warning",
    severity: "5.0",
    title: "Unused write permissions",
    help: "The role can change resources that it has not changed. Replace its policies with the proposed ones.",
  },
  "unused-read": {
    level: "note",
    severity: "3.0",
    title: "Unused read permissions",
    help: "The role can read what it has not read. Replace its policies with the proposed ones.",
  },
  question: {
    level: "note",
    severity: "2.0",
    title: "A permission whose use no log shows",
    help: "Answer with --keep ID or --remove ID; whittle review --help says how.",
  },
  "evidence-gap": {
    level: "note",
    severity: "1.0",
    title: "Something that the evidence does not hold",
    help: "Give the missing logs, or weigh what they could have shown.",
  },
  "not-proposed": {
    level: "note",
    severity: "0.0",
    title: "No change is proposed",
    help: "The message says why, and what would have to be so.",
  },
} as const satisfies Readonly<Record<string, Rule>>;
type RuleId = keyof typeof RULES;

const RULE_IDS = Object.keys(RULES).filter((id): id is RuleId => id in RULES);

/** One thing that was found about a role. `about` tells it from the others of its rule. */
interface Finding {
  readonly rule: RuleId;
  readonly text: string;
  readonly about: string;
}

/** A reviewed role; without a proposal where the review made none, and then with why. */
export interface ReviewedRole {
  readonly name: string;
  readonly arn: string;
  readonly proposal: Proposal | undefined;
  readonly because: string;
}

/** The roles, and the file that they were read from, as a path with slashes. */
export interface SarifInput {
  readonly version: string;
  readonly file: string;
  readonly roles: readonly ReviewedRole[];
}

/**
 * What was found about the roles, as a log of SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), which code scanning of GitHub
 * and other tools show. One result for each finding; its fingerprint stays the same from run to run, so that a dismissed one stays dismissed.
 */
export function sarifLog({ version, file, roles }: SarifInput): object {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Whittle", version, semanticVersion: version, rules: RULE_IDS.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        results: roles.flatMap((role) =>
          findingsOf(role).map((finding, at, all) => resultOf(finding, ordinalOf(finding, all.slice(0, at)), role, file)),
        ),
      },
    ],
  };
}

function ruleOf(id: RuleId): object {
  const { level, severity, title, help } = RULES[id];
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: `${title}.` },
    help: { text: help },
    defaultConfiguration: { level },
    properties: { "security-severity": severity, tags: ["security", "iam"] },
  };
}

/** A line that makes no link: viewers read one out of `[text](address)` (SARIF 2.1.0, "Messages with embedded links"). */
function messageText(text: string): string {
  return verbatimLine(text).replaceAll("](", "] (");
}

/** Findings that are about the same are told apart by their order. */
function ordinalOf({ rule, about }: Finding, before: readonly Finding[]): number {
  return before.filter((other) => other.rule === rule && other.about === about).length;
}

function resultOf({ rule, text, about }: Finding, ordinal: number, { name, arn }: ReviewedRole, file: string): object {
  return {
    ruleId: rule,
    ruleIndex: RULE_IDS.indexOf(rule),
    level: RULES[rule].level,
    message: { text: messageText(`${name}: ${text}`) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: encodeURI(file.toWellFormed()) }, region: { startLine: 1 } },
        logicalLocations: [{ name, fullyQualifiedName: arn, kind: "resource" }],
      },
    ],
    partialFingerprints: {
      "whittleFinding/v1": [arn, rule, about, ...(ordinal > 0 ? [ordinal] : [])].filter((part) => part !== "").join(" "),
    },
  };
}

function findingsOf({ proposal, because }: ReviewedRole): readonly Finding[] {
  if (proposal === undefined) return [{ rule: "not-proposed", text: because, about: "" }];
  const { suspicious, escalations, questions, gaps } = proposal;
  return [
    ...suspicious.map((use) => ({ rule: "suspicious-activity" as const, text: suspiciousText(use), about: use.kind })),
    ...escalations.map((way) => escalationOf(way)),
    ...(proposal.outcome === "proposed" ? unusedOf(proposal) : [{ rule: "not-proposed" as const, text: because, about: "" }]),
    ...questions.map((question) => questionOf(question)),
    ...gaps.map((gap) => ({ rule: "evidence-gap" as const, text: gapText(gap), about: gap.kind })),
  ];
}

function escalationOf(way: Proposal["escalations"][number]): Finding {
  const name = escalationName(way);
  return { rule: "escalation-way", text: `it can still give itself more permissions by ${name}.`, about: name };
}

function questionOf(question: Question): Finding {
  return { rule: "question", text: `${question.id}: ${questionName(question)}. ${whyAsked(question)}`, about: question.id };
}

const RULE_OF_LEVEL: Readonly<Record<AccessLevel, RuleId>> = {
  "Permissions management": "unused-permissions-management",
  Write: "unused-write",
  Tagging: "unused-write",
  Read: "unused-read",
  List: "unused-read",
};

const UNUSED_RULES = ["unused-permissions-management", "unused-write", "unused-read"] as const;
const MOST_SERVICES = 5;

/** One finding for each rule: one for each action would bury the role. */
function unusedOf({ diff }: Proposal): readonly Finding[] {
  return UNUSED_RULES.flatMap((rule) => {
    const levels = GRAVEST_FIRST.flatMap((level, at) => (RULE_OF_LEVEL[level] === rule ? [{ level, at }] : []));
    const counts = levels.map(({ level, at }) => ({
      level,
      count: diff.removedByLevel.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0),
    }));
    const told = counts.filter(({ count }) => count > 0).map(({ level, count }) => counted(count, `unused ${level.toLowerCase()} action`));
    const services = diff.removedByLevel
      .filter(({ counts }) => levels.some(({ at }) => (counts[at] ?? 0) > 0))
      .map(({ service }) => service);
    return told.length === 0 ? [] : [{ rule, text: `${told.join(" and ")}, of ${someOf(services, MOST_SERVICES)}.`, about: "" }];
  });
}
