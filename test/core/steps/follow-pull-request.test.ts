import { describe, expect, test } from "vitest";
import type { JsonPolicy } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { CodeHostBusyError, CodeHostRefusedError } from "#core/review/errors.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { followPullRequest } from "#core/steps/follow-pull-request.ts";
import { approvedAccount, REVIEW_ID } from "#test/core/review/change/account.ts";
import { founding, type Scenario } from "#test/core/review/change/scenarios.ts";
import { fakeCodeHost } from "#test/fakes/code-host.ts";

const INPUT = { reviewId: REVIEW_ID };
const END = { reviewId: REVIEW_ID, next: "end", waitSeconds: 0, watchSeconds: 0 };
const WATCH = { reviewId: REVIEW_ID, next: "watch", waitSeconds: 0, watchSeconds: 72 * 3600 };
const TAGS = { "whittle:repo": "github:acme/infra", "whittle:policy-file": "policies/patch.json" };

interface Given {
  readonly scenario?: Scenario;
  readonly tags?: Readonly<Record<string, string>>;
  readonly places?: readonly {
    readonly pattern: string;
    readonly host: "github" | "gitlab";
    readonly repository: string;
    readonly file?: string;
  }[];
}

/** An approved change of a role that a stack owns, with the role as its code will have it. */
async function approved({ scenario = founding, tags = TAGS, places = [] }: Given = {}) {
  const role = { ...scenario.role, tags: { "aws:cloudformation:stack-name": "web", ...tags } };
  const account = await approvedAccount({ ...scenario, role });
  const host = fakeCodeHost();
  let now: RoleState = account.before;
  const ports = {
    ...account.ports,
    roles: { ...account.ports.roles, read: async () => now },
    settings: { ...account.ports.settings, codeOwnedRoles: "pull-request" as const },
    codeHost: host,
    codeWaits: { places, days: 30 },
  };
  return {
    ...account,
    ports,
    host,
    look: () => followPullRequest(ports, INPUT),
    /** Code makes the role so. */
    deploy: (documents: readonly JsonPolicy[]) => {
      const [kept] = account.before.attached;
      const inline = documents.map((document, at) => ({
        name: `code-${at}`,
        json: JSON.stringify(document),
        document: parsePolicy(document, `code-${at}`),
      }));
      now = { ...account.before, attached: kept ? [kept] : [], inline };
    },
    subjects: () => account.notifier.published.map(({ subject }) => subject),
    kinds: async () => (await account.store.journal(REVIEW_ID)).map(({ kind }) => kind),
  };
}

const [refined] = founding.proposed;
const REFINED: JsonPolicy = refined?.document ?? { Version: "2012-10-17", Statement: [] };

describe("an approved change of a role that code owns", () => {
  test("is left to the next step, which opens a pull request with the policy that was approved", async () => {
    const { ports, host, look, subjects, iam, before } = await approved();
    expect(await applyPolicy(ports, INPUT)).toEqual({ ...INPUT, next: "pull-request", watchSeconds: 0 });
    expect(await look()).toEqual({ ...END, next: "wait", waitSeconds: 60 });
    const [pull] = host.pulls;
    expect(pull).toMatchObject({ repository: "acme/infra", branch: `whittle/${REVIEW_ID}`, file: "policies/patch.json" });
    expect(JSON.parse(pull?.content ?? "")).toEqual(REFINED);
    expect(subjects()).toEqual(["Approved, pull request opened: PatchManagerInstanceRole"]);
    expect(iam.accepted(before.name)).toEqual(before);
  });

  test("is watched once it is merged and the role has what was approved, and is recorded as applied", async () => {
    const { host, look, deploy, store, subjects, kinds } = await approved();
    await look();
    host.state = "done";
    expect(await look()).toMatchObject({ next: "wait" });
    deploy([REFINED]);
    expect(await look()).toEqual(WATCH);
    expect(await look()).toEqual(WATCH);
    expect((await store.get(REVIEW_ID)).status).toBe("applied");
    expect(await kinds()).toEqual(["code-requested", "sent", "code-merged", "sent"]);
    expect(subjects()[1]).toMatch(/^Applied by code: PatchManagerInstanceRole/);
  });

  test("is closed as applied when the watch is over", async () => {
    const { host, look, deploy, ports } = await approved();
    await look();
    host.state = "done";
    deploy([REFINED]);
    await look();
    expect(await closeReview(ports, INPUT)).toEqual({ ...INPUT, status: "settled" });
  });

  test("is not deployed as long as the role has more than that, or less", async () => {
    const { host, look, deploy } = await approved();
    await look();
    host.state = "done";
    const more: JsonPolicy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] };
    for (const documents of [[], [REFINED, more], [more]]) {
      deploy(documents);
      expect(await look()).toMatchObject({ next: "wait" });
    }
  });

  test("is not taken for merged because the role has the policies", async () => {
    const { look, deploy } = await approved();
    await look();
    deploy([REFINED]);
    expect(await look()).toMatchObject({ next: "wait" });
  });

  test("ends without a change where the pull request is closed, and the approver hears of it", async () => {
    const { host, look, store, subjects, notifier } = await approved();
    await look();
    host.state = "closed";
    expect([await look(), await look()]).toEqual([END, END]);
    expect(await store.get(REVIEW_ID)).toMatchObject({ status: "settled", reason: { id: "not-deployed", because: "closed" } });
    expect(subjects()[1]).toBe("Not applied: PatchManagerInstanceRole");
    expect(notifier.published[1]?.body).toMatch(/was closed without the\s+change/);
  });

  test.each([
    ["open", "not-merged"],
    ["done", "merged-only"],
  ] as const)("ends after its days where it is still %s", async (state, because) => {
    const { host, look, store, time } = await approved();
    await look();
    host.state = state;
    let looks = 0;
    for (let next = "wait"; next === "wait"; looks += 1) {
      const looked = await look();
      next = looked.next;
      time.pass(looked.waitSeconds);
    }
    expect(await store.get(REVIEW_ID)).toMatchObject({ status: "settled", reason: { because, days: 30 } });
    // An execution of Step Functions holds 25,000 events, and a look takes a dozen.
    expect(looks).toBeLessThan(400);
  });
});

describe("where the change is asked for", () => {
  test("an issue with the patch, where no file is named", async () => {
    const { host, look, subjects, notifier } = await approved({ tags: { "whittle:repo": "github:acme/infra" } });
    await look();
    expect(host.pulls).toEqual([]);
    expect(host.issues[0]?.body).toContain("AWS::IAM::ManagedPolicy");
    expect(subjects()).toEqual(["Approved, issue opened: PatchManagerInstanceRole"]);
    expect(notifier.published[0]?.body).toContain('Type: "AWS::IAM::ManagedPolicy"');
  });

  test("an issue, where the file holds the policy already", async () => {
    const { host, look } = await approved();
    host.hasFile = true;
    await look();
    expect([host.pulls.length, host.issues.length]).toEqual([0, 1]);
  });

  test("an issue that stays open is done when the role has the policies", async () => {
    const { look, deploy } = await approved({ tags: { "whittle:repo": "github:acme/infra" } });
    await look();
    deploy([REFINED]);
    expect(await look()).toEqual(WATCH);
  });

  test("in the repository of the mapping, where the role has no tag", async () => {
    const places = [{ pattern: "PatchManager*", host: "github", repository: "acme/base", file: "p.json" }] as const;
    const { host, look } = await approved({ tags: {}, places });
    await look();
    expect(host.pulls[0]).toMatchObject({ repository: "acme/base", file: "p.json" });
  });

  test("nowhere, where nothing names a repository: the approvers get the patch", async () => {
    const { host, look, store, subjects } = await approved({ tags: {} });
    expect(await look()).toEqual(END);
    expect([host.pulls, host.issues]).toEqual([[], []]);
    expect(subjects()).toEqual(["Approved, change your code: PatchManagerInstanceRole"]);
    expect(await store.get(REVIEW_ID)).toMatchObject({ status: "settled", reason: { id: "handed-over" } });
  });

  test.each([
    { "whittle:repo": "gitlab:acme/infra" },
    { "whittle:repo": "acme/infra" },
    { "whittle:repo": "github:acme/../secrets" },
    { ...TAGS, "whittle:policy-file": ".github/workflows/x.json" },
    { ...TAGS, "whittle:policy-file": "../x.json" },
  ])("not where the tags %j lead", async (tags) => {
    const { host, look } = await approved({ tags });
    await expect(look()).rejects.toMatchObject({ code: "code-place" });
    expect([host.pulls, host.issues]).toEqual([[], []]);
  });
});

describe("a step that is disturbed", () => {
  test("opens one pull request, and sends one message, however often it is repeated", async () => {
    const { host, look, subjects } = await approved();
    await Promise.all([look(), look()]);
    await look();
    expect([host.pulls.length, new Set(subjects()).size]).toEqual([1, 1]);
  });

  test("is tried again where the host is busy before anything is opened", async () => {
    const { host, look, kinds } = await approved();
    host.fault = new CodeHostBusyError("GitHub", "503");
    await expect(look()).rejects.toMatchObject({ name: "CodeHostBusyError" });
    expect(await kinds()).toEqual([]);
    expect(await look()).toMatchObject({ next: "wait" });
  });

  test("waits as long as a busy host asks for, once it is opened", async () => {
    const { host, look } = await approved();
    await look();
    host.fault = new CodeHostBusyError("GitHub", "429", 1800);
    expect(await look()).toEqual({ ...END, next: "wait", waitSeconds: 1800 });
  });

  test("fails where the host refuses", async () => {
    const { host, look } = await approved();
    host.fault = new CodeHostRefusedError("GitHub", "403", "Give it rights.");
    await expect(look()).rejects.toMatchObject({ code: "code-host-refused" });
  });

  test("opens nothing that nobody has approved", async () => {
    const { store, host, ports } = await approved();
    const forged = { ...ports, votes: { ...ports.votes, verify: async () => false } };
    await expect(followPullRequest(forged, INPUT)).rejects.toMatchObject({ code: "vote-not-genuine" });
    expect([host.pulls, (await store.get(REVIEW_ID)).status]).toEqual([[], "approved"]);
  });
});
