import { describe, expect, test } from "vitest";
import { activityOf } from "#core/evidence/from-tally.ts";
import type { LastAccessed } from "#core/evidence/last-accessed.ts";
import { evaluate } from "#core/policy/evaluate.ts";
import { matches } from "#core/policy/match.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { wordsWithoutQuestion } from "#core/review/answers.ts";
import { MOST_QUESTIONS } from "#core/review/propose/ask.ts";
import { propose } from "#core/review/propose/propose.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { rawRecord, sessionOf } from "#test/core/usage/records.ts";
import cases from "./questions.cases.json" with { type: "json" };
import { roleWith } from "./roles.ts";

interface Case {
  readonly name: string;
  readonly trust?: string;
  readonly policies: readonly string[];
  readonly retained?: readonly string[];
  readonly calls: readonly Call[];
  /** `SERVICE DAY ACTION@DAY …` */
  readonly lastAccessed?: readonly string[];
  readonly keep?: readonly string[];
  readonly remove?: readonly string[];
  /** `ACTION RESOURCE` */
  readonly allows: readonly string[];
  readonly refuses: readonly string[];
  /** `ID DEFAULT ACTION`; `any` for any question. */
  readonly asks: readonly string[];
  readonly asksNothingAbout?: readonly string[];
}

interface Call {
  readonly event: string;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly additional?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  readonly via?: string;
}

const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };
const SOURCES: Readonly<Record<string, string>> = { cloudwatch: "monitoring" };

function proposalOf({ trust = "ec2", policies, retained = [], calls, lastAccessed, keep = [], remove = [] }: Case) {
  const principal =
    trust === "oidc" ? { Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.eks" } : { Service: `${trust}.amazonaws.com` };
  const role = roleWith([...policies, ...retained], {
    trust: JSON.stringify({ Statement: { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" } }),
  });
  const tally = createTally([role.arn]);
  for (const { event, request = null, answer = null, additional, error, via } of calls) {
    const [prefix = "", eventName] = event.split(":");
    tally.add(
      rawRecord({
        eventSource: `${SOURCES[prefix] ?? prefix}.amazonaws.com`,
        eventName,
        requestParameters: request,
        responseElements: answer,
        userIdentity: { ...sessionOf(role.arn), ...(via ? { invokedBy: via } : {}) },
        ...(additional ? { additionalEventData: additional } : {}),
        ...(error ? { errorCode: error } : {}),
      }),
      catalogue,
    );
  }
  const activity = activityOf(tally.snapshot(), role.arn, { window }, catalogue);
  return propose({
    review: { id: "r", window },
    role,
    roleFingerprint: "f",
    activity: { ...activity, gaps: [] },
    ...(lastAccessed ? { lastAccessed: lastAccessed.map(accessed) } : {}),
    keep: [],
    answers: { keep, remove },
    proposedAt: window.to,
    catalogue,
  });
}

function accessed(text: string): LastAccessed {
  const [service = "", day, ...actions] = text.split(" ");
  const used = actions.map((each) => {
    const [name, at] = each.split("@");
    return { action: `${service}:${name}`, at: `${at}T00:00:00Z` };
  });
  return { service, at: `${day}T00:00:00Z`, actions: used };
}

describe("a proposal, where no log can tell", () => {
  test.each<Case>(cases)("$name", (given) => {
    const proposal = proposalOf(given);
    const documents = proposal.policies.map(({ document }) => parsePolicy(document, "refined"));
    const retained = roleWith(given.retained ?? []).attached.map(({ document }) => document);
    const isAllowed = (line: string) => {
      const [action = "", resource = ""] = line.split(" ");
      return evaluate({ action, resource, context: {} }, [...documents, ...retained]) === "allowed";
    };
    expect(given.allows.filter((line) => !isAllowed(line))).toEqual([]);
    expect(given.refuses.filter(isAllowed)).toEqual([]);
    const asked = proposal.questions.flatMap((question) =>
      question.actions.flatMap((action) => [`${question.id} ${question.default} ${action}`, `any ${question.default} ${action}`]),
    );
    expect(given.asks.filter((line) => !asked.includes(line))).toEqual([]);
    const named = proposal.questions.flatMap(({ actions }) => actions);
    expect((given.asksNothingAbout ?? []).filter((action) => named.some((name) => matches(name, action)))).toEqual([]);
  });

  test.each<Case>(cases)("asks few questions, each by itself, with what keeping adds: $name", (given) => {
    const { questions } = proposalOf(given);
    expect(questions.length).toBeLessThanOrEqual(MOST_QUESTIONS);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
    for (const { actions, adds, keeps, because } of questions) {
      expect(adds.reduce((sum, { count }) => sum + count, 0)).toBe(actions.length);
      expect(keeps.filter((action) => !actions.includes(action))).toEqual([]);
      expect(because.length).toBeGreaterThan(0);
    }
  });

  test("names the words that answer nothing", () => {
    const { questions } = proposalOf({
      name: "",
      policies: ["AmazonSQSFullAccess"],
      calls: [{ event: "sqs:GetQueueUrl", request: { queueName: "jobs" } }],
      allows: [],
      refuses: [],
      asks: [],
    });
    const words = { keep: ["sqs/jobs", "sqs:Send*", "s3:GetObject"], remove: ["sqs/job"] };
    expect(wordsWithoutQuestion(words, questions)).toEqual(["s3:GetObject", "sqs/job"]);
  });
});
