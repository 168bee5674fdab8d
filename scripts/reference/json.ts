import type { FindingJson } from "#cli/doctor/doctor.ts";
import type { SetJson } from "#cli/review/permission-sets/report-sets.ts";
import type { RoleJson } from "#cli/review/report-json.ts";
import type { OverviewJson } from "#cli/reviews/overview.ts";
import { code, table } from "./markdown.ts";

/** What each field of a type means: a field without a meaning, or a meaning without a field, is a type error. */
type Meanings<T> = Readonly<Record<T extends unknown ? keyof T : never, string>>;
type Item<T> = T extends readonly (infer I)[] ? I : never;
type Given<T, K extends PropertyKey> = Extract<T, Readonly<Record<K, unknown>>>[K];

const ROLE: Meanings<RoleJson> = {
  role: "`name` and `arn`",
  window: "`from` and `to`: the time that the evidence spans, ISO 8601",
  records: "counts of log records",
  activity: "what the role did",
  outcome: "`proposed`, `nothing-to-change`, `no-activity` or `not-eligible`",
  reason: "why, in words",
  because: "why, as data; null where the review failed",
  replaces: "ARNs of the policies that are detached; inline policies as `inline:NAME`",
  replacesInline: "names of the inline policies that are removed",
  unused: "for how long the role is unused, where all of its policies are detached; else null",
  retains: "ARNs of the policies that stay as they are",
  policies: "the refined policies",
  evidence: "why each action is kept",
  questions: "what no log can answer",
  diff: "actions kept and removed",
  checks: "checks of the proposal, each with its `detail` in words",
  gaps: "what the evidence does not show, each with its `detail` in words",
  suspicious: "suspicious activity, each with its `detail` in words",
  risk: "what an approver should weigh; null without a proposal",
  proof: "how a policy made from the first part of the window fared on later calls; null without a proposal",
  backtest: "the replay of the window's calls against the proposal",
  unusedActions: "unused actions by access level; null where what the role may do was not compared with what it used",
  escalations: "ways in which the role can widen its own permissions: `now`, and `after` the change",
  unusedDays: "whole days since the last use; null where no use is known",
  status: "state of the review, or `proposed` where nobody was asked",
  omitted: "how many items of each list were left out to stay within 30 KB; absent with `--full`",
};

const SET: Meanings<Pick<SetJson, "permissionSet" | "accounts" | "inlinePolicy" | "notes">> = {
  permissionSet: "`name`, and `arn`: the ARN of its roles, with what differs between accounts left open",
  accounts: "each account: `account`, `roleArn`, `calls` in the logs, and `lastUsed` as IAM tells it, or null",
  inlinePolicy: "the inline policy that the permission set is to have; null for none",
  notes: "what else to know, each with its `detail` in words",
};

type Nested = {
  readonly activity: Meanings<Item<RoleJson["activity"]>>;
  readonly evidence: Meanings<Item<RoleJson["evidence"]>>;
  readonly questions: Meanings<Item<RoleJson["questions"]>>;
  readonly policies: Meanings<Item<RoleJson["policies"]>>;
  readonly records: Meanings<RoleJson["records"]>;
  readonly diff: Meanings<RoleJson["diff"]>;
  readonly unused: Meanings<NonNullable<RoleJson["unused"]>>;
  readonly risk: Meanings<NonNullable<RoleJson["risk"]>>;
  readonly proof: Meanings<NonNullable<RoleJson["proof"]>>;
  readonly backtest: Meanings<RoleJson["backtest"]>;
  readonly omitted: Readonly<Record<keyof Given<RoleJson, "omitted">, string>>;
};

const NESTED: Nested = {
  activity: {
    action: "IAM action",
    count: "calls; null where the evidence does not count",
    firstSeen: "first call, or null",
    lastSeen: "last call, or null",
    resources: "ARNs that were used",
    moreResources: "how many more there are, where not all are named",
  },
  evidence: {
    action: "IAM action",
    kind: "`seen`, `implied`, `last-accessed` or `asked`",
    because: "why it is kept, in words",
  },
  questions: {
    id: "the question's id, for `--keep` and `--remove`",
    service: "service prefix; `other` for several",
    resource: "ARN patterns that it is about",
    actions: "actions that it is about; as patterns where they would not fit within 30 KB",
    because: "why no log can answer it: `id` and `source`",
    speaksFor: "what suggests that the actions are used",
    adds: "actions that keeping adds, by access level",
    default: "`keep` or `remove`: what happens without an answer",
    keeps: "the actions that stay by the answers or the default; as patterns where `actions` are",
  },
  policies: {
    name: "name of the policy",
    document: "the policy document",
    size: "characters without white space, as IAM counts them",
    inline: "whether it becomes an inline policy, because the role has no place left for a managed one",
  },
  records: {
    read: "records read",
    ofRole: "calls of the role",
    denied: "calls of the role that were denied",
    unreadable: "records that could not be read",
  },
  diff: {
    kept: "actions granted before and after",
    removed: "patterns of the removed actions; names with `--full`",
    removedCounts: "how many actions each pattern stands for; absent with `--full`",
    removedCount: "number of removed actions",
  },
  unused: {
    days: "whole days without use; at least so many where no use is known",
    lastUsed: "last known use; absent where there is none",
    known: "`by-iam` or `by-log`",
  },
  risk: {
    summary: "the risk in words",
    laterCallsDenied: "later calls that the tested policy would deny; null where it was not tested",
    replayedCallsDenied: "replayed calls that would be denied; null where the evidence holds no calls",
    removedUnlogged: "removed actions whose use no log shows",
    keptWithoutProof: "actions that are kept without proof",
    narrowedToOne: "actions that are narrowed to what the role used on one occasion",
    escalations: "ways that remain to widen its own permissions",
    suspicious: "signs of suspicious activity",
    gaps: "evidence gaps",
  },
  proof: {
    kind: "`tested` or `not-tested`",
    builtFrom: "the part of the window that the tested policy was made from",
    testedOn: "the part of the window that it was tested on",
    calls: "calls that it was tested on",
    allowed: "calls that it allows",
    denied: "what it denies, by action and resource",
    reason: "why it was not tested: `no-call-evidence`, `too-few-calls` or `no-calls`",
  },
  backtest: {
    calls: "calls that were replayed; null where the evidence holds none",
    allowed: "calls that the proposal allows",
    wouldDeny: "what it would deny, by action and resource",
  },
  omitted: {
    sources: "entries of `because` of a question",
    asked: "entries of `actions` of a question, where policies and questions alone are too long",
    activity: "entries of `activity`",
    evidence: "entries of `evidence`",
    kept: "entries of `diff.kept`",
    removed: "actions behind `diff.removed`",
    denied: "entries of `proof.denied`",
    wouldDeny: "entries of `backtest.wouldDeny`",
  },
};

const OVERVIEW: Meanings<OverviewJson> = {
  id: "the review's id",
  role: "`name` and `arn`",
  status: "state of the review",
  outcome: "outcome of the proposal, or null",
  headline: "what is proposed, in words",
  risk: "as in `whittle review`",
  dryRun: "was nobody asked?",
  createdAt: "when the review began",
  updatedAt: "its last change",
  decideUntil: "until when it can be decided, or null",
  decision: "`verdict`, `at`, `by` and `reason`, or null",
  failure: "`code`, `message` and `step`, or null",
};

const FINDING: Meanings<FindingJson> = {
  check: "what was checked",
  state: "`ok`, `to-do` or `unknown`",
  text: "what was found, in words",
  todo: "what to do, in words; absent where there is nothing to do",
  command: "the command for it; words in capitals are to be replaced",
  detail: "what was found, as data",
};

/** Every field of `--format json`, command by command. */
export function jsonText(): string {
  return [
    "`whittle review --format json` writes an object a role, one a line.",
    fields(ROLE),
    ...Object.entries(NESTED).map(([name, meanings]) => `${code(name)}:\n\n${fields(meanings)}`),
    "With `--permission-set`, an object a permission set, with these fields in place of `role`:",
    fields(SET),
    "`whittle list` writes an object a review; `whittle show` writes one, with `journal`: `at`, `state`, `text`, `detail` and `command` of each step.",
    fields(OVERVIEW),
    "`whittle doctor` writes `stack`, `region`, `account` and `checks`:",
    fields(FINDING),
    "`whittle start` writes `executionArn` and `input`.",
  ].join("\n\n");
}

function fields(meanings: Readonly<Record<string, string>>): string {
  return table(
    ["field", "meaning"],
    Object.entries(meanings).map(([name, about]) => [code(name), about]),
  );
}
