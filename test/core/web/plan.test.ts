import { describe, expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { breakGlass } from "#core/review/change/restore/break-glass.ts";
import type { Evidence, Proposal } from "#core/review/model/proposal.ts";
import { decideForm, standing } from "#core/web/decide-form.ts";
import { keptSection } from "#core/web/kept.ts";
import { alertSection, checksSection, type PlanView, policiesSection, stepsSection, summarySection } from "#core/web/plan.ts";
import { questionsSection } from "#core/web/questions.ts";
import { goingSection } from "#core/web/removed.ts";
import { adminProposal } from "#test/core/messages/proposals.ts";
import { asArn } from "#test/names.ts";
import { askedFive } from "#test/page/asked-five.ts";

const { page } = english;
const five = await askedFive();
const proposal = given(await five.ports.store.document(five.reviewId, "proposal"));
const before = given(await five.ports.store.document(five.reviewId, "before"));
const settings = { approverSignIn: "oidc", watchHours: 72, restoreLinkDays: 35 } as const;
const view: PlanView = { proposal, before, plan: planChange(before, proposal), settings };
const owner = { kind: "terraform", because: { id: "tag", key: "terraform", value: "true" } } as const;
const use = { kind: "foreign-agent", actions: [], sources: ["198.51.100.7"], agent: "curl", isAttackTool: false, calls: 7 } as const;

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("Five questions are asked about the role.");
  return value;
}

/** What is read: without the marks at which a name may be broken, and with quotes as they are. */
const read = async (html: unknown) =>
  String(await html)
    .replaceAll("<wbr>", "")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
const inlined = (name: string, action: string) => {
  const json = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
  return { name, json, document: parsePolicy(json, name) };
};

describe("the summary", () => {
  const summary = (change: Partial<PlanView> = {}) => read(summarySection({ ...view, ...change }, english));

  test("names the policies that go, come and stay, the role, and how many questions there are", async () => {
    const retains = [{ arn: asArn("arn:aws:iam::aws:policy/StaysAsItIs"), name: "StaysAsItIs" }];
    const html = await summary({ proposal: { ...proposal, retains } });
    for (const { name } of [...proposal.replaces, ...proposal.policies]) expect(html).toContain(name);
    for (const text of ["StaysAsItIs: unchanged", proposal.role.arn, "5 questions", page.detached, page.attached])
      expect(html).toContain(text);
  });

  test("names a retained inline policy, and not one that is written anew under its name", async () => {
    const role = { ...before, inline: [inlined("Own", "s3:GetObject"), inlined(proposal.policies[0]?.name ?? "", "s3:GetObject")] };
    expect(await summary({ before: role, proposal: { ...proposal, retains: [] } })).toContain(`Own${page.unchanged}`);
    expect(await summary({ proposal: { ...proposal, retains: [], replacesInline: [] }, before: { ...before, inline: [] } })).toContain(
      page.noOtherPolicy,
    );
  });

  test("says until when somebody may decide where somebody is asked, and what approving hands over where code owns the role", async () => {
    expect(await summary()).not.toContain('class="deadline"');
    expect(await summary({ expiresAt: "2026-11-24T16:00:00.000Z" })).toContain("By 2026-11-24 16:00 UTC.");
    expect(await summary({ patch: { owner, text: "patch", asPullRequest: false } })).toContain(page.patchBelow);
    expect(await summary()).not.toContain(page.patchBelow);
  });
});

describe("suspicious activity", () => {
  test("stands before all else, some of it with how much more there is", async () => {
    expect(await read(alertSection({ ...proposal, suspicious: [] }, english))).toBe("");
    const signs = Array.from({ length: 12 }, (_, index) => ({ ...use, sources: [`198.51.100.${index}`] }));
    const html = await read(alertSection({ ...proposal, suspicious: signs }, english));
    const count = html.match(/<li>/g)?.length ?? 0;
    expect(html).toContain(english.ALERT_ADVICE);
    expect(html).toContain(`And ${12 - count} more signs, listed below.`);
    expect(await read(alertSection({ ...proposal, suspicious: [use] }, english))).not.toContain("listed below");
  });
});

describe("the steps", () => {
  const steps = (change: Partial<PlanView> = {}) => read(stepsSection({ ...view, ...change }, english));

  test("are those of the plan in its order, and the line that puts the role back", async () => {
    const html = await steps();
    const listed = [...html.matchAll(/<li>(.*?)<\/li>/g)].map(([, text]) => text);
    expect(listed).toEqual(view.plan.steps.map((step) => english.describeStep(step, view.plan.roleName)));
    expect(listed.length).toBeGreaterThan(2);
    expect(html).toContain(breakGlass(view.plan));
    expect(html).not.toContain("managed by code");
  });

  test("warn where code owns the role and the change is made all the same", async () => {
    expect(await steps({ proposal: { ...proposal, owner } })).toContain(page.plan.ownedByCode(owner.because));
  });

  test.each([
    [false, page.plan.handedOver(owner.because)],
    [true, page.plan.pullRequest(owner.because)],
  ])("are a patch alone where approving hands one over, as a pull request: %s", async (asPullRequest, words) => {
    const html = await steps({ patch: { owner, text: "# the patch", asPullRequest } });
    expect(html).toContain(words);
    expect(html).toContain("# the patch");
    expect(html).not.toContain("<li>");
  });
});

test("the checks are all told, each with its result", async () => {
  const html = await read(checksSection(proposal, english));
  expect(html.match(/<span class="badge/g)?.length).toBe(proposal.checks.length);
  for (const { name, result } of proposal.checks)
    expect(html).toContain(`${page.checks.results[result]}</span><div><strong>${name}</strong>`);
});

describe("the policies", () => {
  test("are shown as they are to be, with their size against what IAM allows", async () => {
    const html = await read(policiesSection(view, english));
    const [policy] = proposal.policies;
    expect(html).toContain(JSON.stringify(policy?.document, undefined, 2));
    expect(html).toContain(`${policy?.size.toLocaleString("en")} of 6,144 characters`);
    const checks = proposal.checks.map((check) => (check.name === "fits-iam-limits" ? { ...check, limit: 10_240 } : check));
    expect(await read(policiesSection({ before, proposal: { ...proposal, checks } }, english))).toContain("of 10,240 characters");
    expect(await read(policiesSection({ before, proposal: { ...proposal, checks: [] } }, english))).toContain("of 6,144 characters");
  });

  test("are held against an inline policy that is written anew", async () => {
    const name = proposal.policies[0]?.name ?? "";
    const html = await read(policiesSection({ before: { ...before, inline: [inlined(name, "kms:Decrypt")] }, proposal }, english));
    expect(html).toMatch(/<del>[^<]*kms:Decrypt/);
  });
});

describe("what is kept", () => {
  const kept = (evidence: readonly Evidence[], change: Partial<Proposal> = {}) =>
    read(keptSection({ ...proposal, ...change, evidence: [...evidence] }, before, english));
  const evidence = (action: string, proven = true): Evidence => ({
    action,
    kind: "seen",
    because: { id: "answered", question: "q" },
    proven,
  });
  const allowing = (action: string, Resource: string | readonly string[], more: object = {}): Pick<Proposal, "policies"> => ({
    policies: [
      {
        name: "p",
        size: 1,
        document: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: action, Resource, ...more }],
        } as Proposal["policies"][number]["document"],
      },
    ],
  });

  test("is named with what is not proven, and on what it is allowed against today", async () => {
    const html = await kept([evidence("sqs:SendMessage"), evidence("sqs:GetQueueUrl", false)], allowing("sqs:*", "arn:aws:sqs:*:*:one"));
    expect(html.match(/without proof/g)).toHaveLength(1);
    expect(html).toMatch(/<code>sqs:GetQueueUrl<\/code> <strong class="tag">without proof/);
    expect(html).toContain("On <code>arn:aws:sqs:*:*:one</code> (today: every resource)");
  });

  test("says nothing of today where nothing changes but for a condition", async () => {
    expect(await kept([evidence("sqs:SendMessage")], allowing("sqs:*", "*"))).not.toContain("(today:");
    const conditional = allowing("sqs:*", "*", { Condition: { Bool: { "aws:SecureTransport": "true" } } });
    expect(await kept([evidence("sqs:SendMessage")], conditional)).toContain("every resource, under conditions (today: every resource)");
  });

  test("names three resources, and how many more there are", async () => {
    const resources = ["a", "b", "c", "d", "e"].map((name) => `arn:aws:sqs:*:*:${name}`);
    const html = await kept([evidence("sqs:SendMessage")], allowing("sqs:*", resources));
    expect(html.match(/<code>arn:aws:sqs/g)).toHaveLength(3);
    expect(html).toContain(" and 2 more");
    expect(await kept([evidence("sqs:SendMessage")], allowing("sqs:*", resources.slice(0, 3)))).not.toContain("more");
  });

  test("is cut off at 300 actions, and how many more there are is said", async () => {
    const many = Array.from({ length: 302 }, (_, index) => evidence(`sqs:Action${index}`));
    const html = await kept(many);
    expect([html.match(/<li>/g)?.length, html.includes("And 2 more")]).toEqual([300, true]);
  });

  test("is said to be nothing where it is", async () => {
    expect(await kept([])).toContain(page.kept.none(false));
    expect(await kept([], { unused: { days: 90, known: "by-log" } })).toContain(page.kept.none(true));
  });
});

describe("what is removed", () => {
  test("is counted by level, the gravest first, and named by service where it is not too much", async () => {
    const html = await read(goingSection(proposal, english));
    const [action = ""] = proposal.diff.removed;
    expect(html).toContain(action.split(":")[1] ?? "none");
    expect(html).not.toContain(page.removed.ofServices(proposal.diff.removedByLevel.length));
    const levels = [...html.matchAll(/<th scope="row">([\w ]+)<\/th><td class="number">([\d,]+)<\/td><td><svg/g)].map(([, level]) => level);
    expect(levels).toEqual(["Permissions management", "Write", "Tagging", "Read", "List"].filter((level) => levels.includes(level)));
    const widths = [...html.matchAll(/<rect width="(\d+)"/g)].map(([, width]) => Number(width));
    expect([Math.max(...widths), widths.every((width) => width >= 2)]).toEqual([200, true]);
  });

  test("has a bar that can be seen for a level of which little goes", async () => {
    const removedByLevel = [{ service: "s3", counts: [1, 0, 0, 1_000, 0] }];
    const html = await read(goingSection({ ...proposal, diff: { ...proposal.diff, removedByLevel } }, english));
    expect([...html.matchAll(/<rect width="(\d+)"/g)].map(([, width]) => Number(width))).toEqual([2, 200]);
  });

  test("is counted by service where it is very much", async () => {
    const admin = await adminProposal();
    const html = await read(goingSection(admin, english));
    expect(html).toContain(page.removed.ofServices(admin.diff.removedByLevel.length));
    expect(html.match(/<th scope="row">[a-z0-9-]+<\/th>/g)?.length).toBe(admin.diff.removedByLevel.length);
  });

  test("is said to be nothing where it is", async () => {
    const nothing = { ...proposal, diff: { ...proposal.diff, removed: [], removedCount: 0, removedByLevel: [] } };
    expect(await read(goingSection(nothing, english))).toContain(page.removed.none);
  });
});

describe("the questions", () => {
  const ids = proposal.questions.map(({ id }) => id);
  const all = { proposal, kept: new Set(ids.slice(0, 1)), allFit: true, approvals: [] };
  const questions = (change: Partial<Parameters<typeof questionsSection>[0]> = {}) =>
    read(questionsSection({ ...all, ...change }, english));
  const approval = { at: "2026-11-24T16:00:00.000Z", by: "ann", identity: { issuer: "i", subject: "s" }, proposalHash: "h" };

  test("each have a box, ticked where they are kept", async () => {
    const html = await questions();
    expect([...html.matchAll(/name="asked" value="([^"]+)"/g)].map(([, id]) => id)).toEqual(ids);
    expect([...html.matchAll(/name="keep" value="([^"]+)" checked/g)].map(([, id]) => id)).toEqual(ids.slice(0, 1));
    expect(html).toContain(page.questions.tick);
  });

  test("have none for somebody who cannot approve, but say how each is answered", async () => {
    const html = await questions({ obstacle: "You can use this role yourself." });
    expect(html).not.toMatch(/name="(?:asked|keep)"|Tick what to keep/);
    expect([html.match(/<strong>kept<\/strong>/g)?.length, html.match(/<strong>removed<\/strong>/g)?.length]).toEqual([1, ids.length - 1]);
  });

  test("have none where the proposal leaves no choice", async () => {
    const { choices: _, ...plain } = proposal;
    const html = await questions({ proposal: plain });
    expect(html).not.toContain("checkbox");
    expect(html).toContain(page.questions.answeredBefore);
  });

  test("say who has answered them, and where not all of them fit", async () => {
    const quiet = await questions();
    expect(quiet).not.toContain(page.questions.answeredBy("ann"));
    expect(await questions({ approvals: [{ ...approval, answers: [] }] })).toContain(page.questions.answeredBy("ann"));
    expect(await questions({ approvals: [approval] })).not.toContain(page.questions.answeredBy("ann"));
    const { room = { managed: 0, inline: 0 } } = proposal.choices ?? {};
    expect(quiet).not.toContain(page.questions.notAllFit(room));
    expect(await questions({ allFit: false })).toContain(page.questions.notAllFit(room));
  });

  test("say what is kept anyway on other resources where they are not kept", async () => {
    const [first] = proposal.questions;
    const asked = given(first);
    const kept = {
      ...proposal,
      diff: { ...proposal.diff, kept: [...proposal.diff.kept, ...asked.actions] },
      questions: [{ ...asked, keeps: [] }],
    };
    expect(await questions({ proposal: kept, kept: new Set() })).toContain("kept on the resources that the new policy names");
    expect(await questions({ proposal: kept, kept: new Set([asked.id]) })).not.toContain("kept on the resources that the new policy names");
  });

  test("are left out where there are none", async () => {
    expect(await questions({ proposal: { ...proposal, questions: [] } })).toBe("");
  });
});

describe("the form", () => {
  const asking = { proposal, settings, expiresAt: "2026-11-24T16:00:00.000Z", formToken: "the-token", approvals: [] };
  const form = (change: Partial<Parameters<typeof decideForm>[0]> = {}) => read(decideForm({ ...asking, ...change }, english));

  test("carries its token, and offers both answers", async () => {
    const html = await form();
    expect(html).toContain('name="token" value="the-token"');
    expect([...html.matchAll(/name="verdict" value="(\w+)"/g)].map(([, verdict]) => verdict)).toEqual(["approve", "reject"]);
    expect(html).toContain("By 2026-11-24 16:00 UTC.");
    expect(html).toContain('maxlength="1000"');
  });

  test("has no button to approve for somebody who cannot, and is none for somebody for whom nothing is theirs to decide", async () => {
    const html = await form({ obstacle: "No." });
    expect([...html.matchAll(/name="verdict" value="(\w+)"/g)].map(([, verdict]) => verdict)).toEqual(["reject"]);
    expect(await form({ obstacle: "No.", isForOthers: true })).toBe("");
  });

  test("shows what was wrong with the last try, with the comment that came with it", async () => {
    const html = await form({ problem: { text: "Enter a comment.", comment: "as <agreed>" } });
    expect(html).toContain('role="alert" id="problem">Enter a comment.');
    expect(html).toContain(">as &lt;agreed&gt;</textarea>");
    expect(await form()).not.toContain('role="alert"');
  });

  test("stands beside why somebody cannot approve and what they still can, and who has approved", async () => {
    const approvals = [{ at: "2026-11-24T16:00:00.000Z", by: "ann", identity: { issuer: "i", subject: "s" }, proposalHash: "h" }];
    const told = (change: Partial<Parameters<typeof standing>[0]>) => read(standing({ ...asking, ...change }, english));
    expect((await told({})).trim()).toBe("");
    const cannot = await told({ obstacle: "Because." });
    expect([cannot.includes(page.decide.cannot), cannot.includes("Because."), cannot.includes(page.decide.canReject)]).toEqual([
      true,
      true,
      true,
    ]);
    const others = await told({ obstacle: "Because.", isForOthers: true });
    expect([others.includes(page.decide.cannotDecide), others.includes(page.decide.canReject)]).toEqual([true, false]);
    expect(await told({ approvals })).toContain(page.decide.oneMore);
  });
});
