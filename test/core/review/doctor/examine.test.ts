import { expect, test } from "vitest";
import { findingWords } from "#core/messages/doctor.ts";
import { examine } from "#core/review/doctor/examine.ts";
import type { StackFacts } from "#core/review/doctor/facts.ts";
import { ACCESS_ROLE, accessRole, good, goodTrail, KEY, known, READ_TRAIL, role } from "./stack-facts.ts";

const { stack, topics } = good;
const [approvals] = topics;
const parameter = (parameters: Readonly<Record<string, string>>): Partial<StackFacts> => ({
  stack: { ...stack, parameters: { ...stack.parameters, ...parameters } },
});
const statement = (effect: string, principal: unknown, action: string, more: object = {}) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: effect, Principal: principal, Action: action, Resource: "*", ...more }] });
const insecure = { Condition: { Bool: { "aws:SecureTransport": "false" } } };
const encrypted = known({ ...goodTrail, keyArn: KEY });
const decrypting = READ_TRAIL.replace("]}", `,{"Effect":"Allow","Action":"kms:Decrypt","Resource":"${KEY}"}]}`);
const withKey = { trail: encrypted, accessRole: known(accessRole(decrypting)) };

const decryptable = { ...withKey, keyPolicy: known(statement("Allow", { AWS: "arn:aws:iam::111122223333:root" }, "kms:*")) };
const parts = (change: Partial<StackFacts["parts"]>): Partial<StackFacts> => ({ parts: { ...good.parts, ...change } });

const readsFiles = parameter({ Evidence: "auto", TrailBucket: "logs", TrailArn: "", AccessRoleArn: "" });
const stackMark = (stack: string, createdAt = "2026-01-01T00:00:00.000Z", tagValue = "on") =>
  role(stack.replace("/", "-"), {
    path: "/whittle/",
    createdAt,
    tags: { "whittle:stack": stack, "whittle:tag-key": "whittle:review", "whittle:tag-value": tagValue },
  });

/** What is not in order, by its id. */
const wrong = (change: Partial<StackFacts>) =>
  examine({ ...good, ...change })
    .filter(({ state }) => state !== "ok")
    .map(({ detail }) => detail.id);

test("finds nothing to do in a good stack", () => expect(wrong({})).toEqual([]));

test.each<[string, Partial<StackFacts>, readonly string[]]>([
  ["a stack that was rolled back", { stack: { ...stack, status: "ROLLBACK_COMPLETE" } }, ["stack-unready"]],
  ["a stack whose update was rolled back is whole", { stack: { ...stack, status: "UPDATE_ROLLBACK_COMPLETE" } }, []],
  ["a trail that is not there", { trail: known(null) }, ["trail-missing"]],
  ["a trail that was stopped", { logging: known({ isLogging: false }) }, ["not-logging"]],
  ["a trail that cannot deliver", { logging: known({ isLogging: true, deliveryError: "AccessDenied" }) }, ["not-delivering"]],
  ["a trail of one region", { trail: known({ ...goodTrail, isMultiRegion: false }) }, ["one-region"]],
  ["a trail without IAM's events", { trail: known({ ...goodTrail, hasGlobalEvents: false }) }, ["no-global-events"]],
  ["a trail of writes alone", { events: known({ management: "write", hasDataEvents: false }) }, ["management-events-partly"]],
  ["an access role that is not there", { accessRole: known(null) }, ["access-role-missing"]],
  [
    "an access role for another service",
    { accessRole: known(accessRole(READ_TRAIL, { trust: statement("Allow", { Service: "ec2.amazonaws.com" }, "sts:AssumeRole") })) },
    ["access-role-untrusting"],
  ],
  ["an access role for another bucket", { trail: known({ ...goodTrail, bucket: "others" }) }, ["access-role-lacks"]],
  [
    "an access role without the key",
    { trail: encrypted, keyPolicy: known(statement("Allow", { AWS: "111122223333" }, "kms:*")) },
    ["access-role-lacks"],
  ],
  ["a bucket that is not there", { bucketPolicy: known(null) }, ["bucket-missing"]],
  ["a bucket that denies everyone", { bucketPolicy: known(statement("Deny", "*", "s3:*")) }, ["bucket-denies"]],
  ["a bucket that denies plain HTTP alone is fine", { bucketPolicy: known(statement("Deny", "*", "s3:*", insecure)) }, []],
  ["a bucket that denies others is fine", { bucketPolicy: known(statement("Deny", { AWS: "999988887777" }, "s3:*")) }, []],
  [
    "a key for its account is fine",
    { ...withKey, keyPolicy: known(statement("Allow", { AWS: "arn:aws:iam::111122223333:root" }, "kms:*")) },
    [],
  ],
  ["a key for others", { ...withKey, keyPolicy: known(statement("Allow", { AWS: "999988887777" }, "kms:*")) }, ["key-denies"]],
  ["a key that is not there", { ...withKey, keyPolicy: known(null) }, ["key-missing"]],
  ["a day's quota that is used up", { generationsToday: known(50) }, ["quota-used-up"]],
  ["log files of the account", { ...readsFiles, loggedRegions: known(["eu-west-1"]) }, []],
  ["no bucket of log files", { ...readsFiles, loggedRegions: known(null) }, ["bucket-missing"]],
  ["a bucket of others' log files", { ...readsFiles, loggedRegions: known([]) }, ["no-log-files"]],
  [
    "an older stack for the same roles",
    { roles: known([role("Tagged"), stackMark("eu-west-1/first", "2025-01-01T00:00:00.000Z")]) },
    ["other-stack"],
  ],
  [
    "a younger stack for the same roles, which is refused itself",
    { roles: known([role("Tagged"), stackMark("eu-central-1/whittle", "2025-01-01T00:00:00.000Z"), stackMark("eu-west-1/second")]) },
    [],
  ],
  ["a stack for other roles", { roles: known([role("Tagged"), stackMark("eu-west-1/first", "2025-01-01T00:00:00.000Z", "team-b")]) }, []],
  ["no tagged role", { roles: known([role("Other", { tags: {} })]) }, ["no-role-tagged"]],
  [
    "a role with another value of the tag",
    { roles: known([role("A"), role("B", { tags: { "whittle:review": "yes" } })]) },
    ["role-tagged-otherwise"],
  ],
  [
    "a tagged role that is excluded",
    { ...parameter({ ExcludedRoles: "Admin*, x" }), roles: known([role("A"), role("AdminRole")]) },
    ["role-ineligible"],
  ],
  ["a topic without subscription", { topics: [{ ...approvals, subscriptions: known({ confirmed: 0, pending: [] }) }] }, ["not-subscribed"]],
  [
    "a subscription nobody confirmed",
    { topics: [{ ...approvals, subscriptions: known({ confirmed: 1, pending: ["a@example.com"] }) }] },
    ["subscription-pending"],
  ],
  [
    "a schedule that is off, as the stack has it",
    { ...parameter({ ScheduleState: "DISABLED" }), ...parts({ schedule: known({ state: "DISABLED", expression: "rate(1 day)" }) }) },
    ["schedule-off"],
  ],
  [
    "a schedule that somebody turned off",
    parts({ schedule: known({ state: "DISABLED", expression: "rate(1 day)" }) }),
    ["schedule-turned-off"],
  ],
  ["a schedule that was deleted", parts({ schedule: known(null) }), ["schedule-lost"]],
  ["a page that fails", parts({ page: known(500) }), ["page-fails"]],
  ["a page that sends to its sign-in is fine", parts({ page: known(302) }), []],
  ["a watch that was turned off", parts({ watchRule: { name: "rule", state: known("DISABLED") } }), ["watch-off"]],
  ["a watch that sees no reads", parts({ watchRule: { name: "rule", state: known("ENABLED") } }), ["watch-off"]],
  ["a watch whose rule was deleted", parts({ watchRule: { name: "rule", state: known(null) } }), ["watch-lost"]],
  ["a state machine that was deleted", parts({ lostMachines: known(["arn:a", "arn:b"]) }), ["machine-lost", "machine-lost"]],
  ["a record without backups", parts({ tables: [{ name: "reviews", backups: known(false) }] }), ["record-not-backed-up"]],
  ["a record that was deleted", parts({ tables: [{ name: "reviews", backups: known(null) }] }), ["record-lost"]],
  ["a topic that was deleted", { topics: [{ ...approvals, subscriptions: known(null) }] }, ["topic-lost"]],
  ["a key that is disabled", { ...decryptable, keyState: known("Disabled") }, ["key-unusable"]],
  ["a key that will be deleted", { ...decryptable, keyState: known("PendingDeletion") }, ["key-unusable"]],
  ["a key that is enabled is fine", { ...decryptable, keyState: known("Enabled") }, []],
  [
    "a cycle that failed",
    { lastCycle: known({ status: "FAILED", startedAt: "2026-11-24T10:00:00.000Z", error: "ThrottledError" }) },
    ["cycle-failed"],
  ],
  ["no cycle yet is fine", { lastCycle: known(null) }, []],
])("%s", (_, change, expected) => {
  const findings = examine({ ...good, ...change }).filter(({ state }) => state === "to-do");
  expect(findings.map(({ detail }) => detail.id)).toEqual(expected);
  for (const { detail } of findings) expect(findingWords(detail).todo).toMatch(/\w/);
});

test("a check that the caller may not make is neither in order nor something to mend", () => {
  const unanswered = { operation: "cloudtrail:GetTrailStatus", isDenied: true, error: "access denied" };
  const found = examine({ ...good, logging: { unanswered } }).filter(({ check }) => check === "logging");
  expect(found.map(({ state }) => state)).toEqual(["unknown"]);
  expect(found.map(({ detail }) => findingWords(detail).text)).toEqual([
    "Not checked: your credentials may not call cloudtrail:GetTrailStatus.",
  ]);
});

test("says what a trail without data events hides", () => {
  const [found] = examine(good).filter(({ check }) => check === "data events");
  expect(found?.state).toBe("ok");
  expect(found && findingWords(found.detail).text).toContain("S3 object");
});

test.each([{ Evidence: "last-accessed" }, { Evidence: "auto", TrailArn: "" }])("asks for no trail with %o", (parameters) => {
  const { roles, lastCycle, parts } = good;
  const facts = { ...parameter(parameters), roles, lastCycle, topics, parts };
  const findings = examine({ stack, ...facts });
  expect(findings.filter(({ state }) => state !== "ok")).toEqual([]);
  expect(findings.map(({ detail }) => detail.id)).toContain("no-trail-needed");
});

test("a cycle that failed is told with the words of what failed", () => {
  const cause = "Whittle may not call iam:GetAccountAuthorizationDetails: AccessDenied.";
  const lastCycle = known({ status: "FAILED", startedAt: "2026-11-24T10:00:00.000Z", error: "NotAuthorizedError", cause });
  const [found] = examine({ ...good, lastCycle }).filter(({ state }) => state === "to-do");
  expect(found && findingWords(found.detail).text).toMatch(/NotAuthorizedError.*iam:GetAccountAuthorizationDetails/);
});

test("a used-up quota is no matter where IAM's reports take over", () =>
  expect(wrong({ ...parameter({ Evidence: "auto" }), generationsToday: known(50) })).toEqual([]));

test("names the access role in each remedy about it", () => {
  const [found] = examine({ ...good, bucketPolicy: known(statement("Deny", "*", "s3:*")) }).filter(({ state }) => state === "to-do");
  expect(found && findingWords(found.detail).todo).toContain(ACCESS_ROLE);
});
