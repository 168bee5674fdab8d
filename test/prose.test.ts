import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { NotAuthorizedError } from "#core/errors.ts";
import { readTags } from "#core/evidence/keep-tag.ts";
import { approversFor } from "#core/review/approval/approvers.ts";
import { NotGrantedBeforeError } from "#core/review/errors.ts";
import { rehearsalFor } from "#core/review/rehearsal/days.ts";
import { historyOf } from "#core/review/role-history.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { reportFailure } from "#core/steps/report-failure.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { adminProposal, foundingProposal } from "./core/messages/proposals.ts";
import { approvedAccount, REVIEW_ID } from "./core/review/change/account.ts";
import { founding } from "./core/review/change/scenarios.ts";

const catalogue = loadCatalogue();

/** Members and variables that hold sentences. */
const PROSE = "(?:detail|because|problem|fault|reason|message|subject|body|lead|describeStep\\([^)]*\\))";
const READ = "(?:startsWith|endsWith|includes|match|matchAll|split|slice|indexOf|search|replace|replaceAll)";
const parsing = new RegExp(
  `\\b${PROSE}(?:\\?|!)?\\.${READ}\\(|\\.(?:exec|test)\\((?:\\w+\\.)*${PROSE}\\)|\\b${PROSE} (?:===|!==) ["\`]\\w+ `,
);

/** What others write has to be read as it is: Node says wrong options, and the AWS SDK a missing region, in words alone. */
const OF_OTHERS = new Set(["cli/usage-error.ts", "adapters/bucket/errors.ts"]);

test("no code reads a sentence: data carries ids, words are made last", () => {
  const files = globSync("{core,adapters,functions,cli}/**/*.ts").filter((file) => !OF_OTHERS.has(file));
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, index) => (parsing.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});

/** Members whose text others wrote: AWS, an error, a person, or a command to copy. */
const TEXTS = ["because.known", "because.source", "error", "error.message", "failure.message", "command", "by"];

/** Paths of texts of four words and more. */
function sentences(value: unknown, path: string): readonly string[] {
  if (typeof value === "string") return /[a-z]+(?: [a-z]+){3}/i.test(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((each) => sentences(each, path));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => sentences(member, path === "" ? name : `${path}.${name}`));
}

function sentencesIn(values: readonly unknown[]): readonly string[] {
  const found = new Set(values.flatMap((value) => sentences(value, "")));
  return [...found].filter((path) => !TEXTS.some((text) => path === text || path.endsWith(`.${text}`)));
}

test("a proposal holds no sentence but what others wrote", async () => {
  const tags = { "whittle:replace": "Nonsense", "whittle:keep": "s4", "whittle:scope": "tight" };
  const role = await approvedAccount(founding);
  const tagged = { ...role.before, tags };
  const { notes } = rehearsalFor(tagged, role.proposal, { rehearsalDays: 7 });
  const { notes: approvers } = approversFor({ "whittle:approvers": "3" }, { approverSignIn: "link" });
  expect(sentencesIn([await foundingProposal(), await adminProposal(), notes, approvers, readTags(tags, catalogue)])).toEqual([]);
});

test("a review and its journal hold no sentence but what others wrote", async () => {
  const { ports, store, before } = await approvedAccount(founding);
  const reviewId = REVIEW_ID;
  await applyPolicy(
    { ...ports, latestUse: { ofRole: async () => ({ report: { missing: { id: "not-ready" } }, logged: [] }) } },
    { reviewId },
  );
  await expect(restoreRole(ports, { reviewId, addBack: ["iam:CreateUser"] })).rejects.toThrow(NotGrantedBeforeError);
  const detach = () => Promise.reject(new NotAuthorizedError("iam:DetachRolePolicy", "no statement allows it."));
  const execution = { id: "execution" };
  const input = { reviewId, reason: "" };
  await expect(restoreRole({ ...ports, changes: { ...ports.changes, detach } }, { input, execution })).rejects.toThrow(NotAuthorizedError);
  await reportFailure(ports, { reviewId, error: { Error: "NotAuthorizedError" }, by: "execution" });
  const journal = await store.journal(reviewId);
  expect(new Set(journal.map(({ kind }) => kind))).toEqual(
    new Set(["use-unchecked", "break-glass", "step", "sent", "restore-asked", "restore-refused", "restore-failed"]),
  );
  expect(sentencesIn([...journal, await store.get(reviewId), await historyOf(store, roleKey(before.arn))])).toEqual([]);
});

test.each([
  'because.replace(/^it is/, "")',
  'entry.detail.startsWith("by ")',
  'steps.filter((step) => describeStep(step, "A").includes("Attach"))',
  "const link = body.split(newline)",
  "/denied/.exec(failure.message)",
  'if (reason === "Approved by kim") return',
])("%s would be found", (line) => expect(parsing.test(line)).toBe(true));
