import { describe, expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import { restoreWords } from "#core/messages/restore-words.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { breakGlass } from "#core/review/change/restore/break-glass.ts";
import { deniedEntry } from "#core/review/change/watch/denied.ts";
import { findRestorable, type Restorable } from "#core/web/restorable.ts";
import { readAction, readRestoreForm } from "#core/web/restore-form.ts";
import { type RestoreView, restorePage } from "#core/web/restore-page.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { applied } from "#test/page/applied.ts";

const words = restoreWords(english);
const { restore } = words;
const AT = "2026-11-02T00:00:00.000Z";
const { ports, reviewId } = await applied();
const { proposalHash = "" } = await ports.store.get(reviewId);

async function restorable(missed: readonly string[] = []): Promise<Restorable> {
  const found = await findRestorable(ports.store, await ports.restoring(), { reviewId, proposalHash, at: AT }, () => missed);
  if (!found.ok) throw new Error("The change was carried out.");
  return found.restorable;
}
const whole = await restorable(["sqs:PurgeQueue"]);
const view: RestoreView = {
  ...whole,
  typed: "",
  pageUrl: "https://page.example",
  formToken: "the-token",
  expiresAt: "2026-12-06T00:00:00.000Z",
  commandOf: ({ name }) => `command of ${name}`,
};
const shown = async (change: Partial<RestoreView> = {}) =>
  String(await restorePage({ ...view, ...change }, words))
    .replaceAll("<wbr>", "")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

describe("the restore page", () => {
  test("says which role it is, how its review stands, who approved, what was replaced and what it has now", async () => {
    const html = await shown();
    for (const text of [
      "account 111122223333",
      view.before.arn,
      "Applied",
      "the holder of the link",
      "AmazonSQSFullAccess",
      "whittle-QueueWorker",
      `Review ${reviewId}`,
    ])
      expect(html).toContain(text);
    expect(html).toContain(breakGlass(planChange(view.before, view.proposal)));
    const failure = { code: "x", step: "watch", message: "It stopped." };
    expect(await shown({ review: { ...view.review, failure } })).toContain(": It stopped.");
  });

  test("offers each way with its steps, its command, what undoes it and what the policies say then", async () => {
    const html = await shown();
    expect([...html.matchAll(/name="way" value="(\w+)"( class="second")?/g)].map(([, way, second]) => [way, second === undefined])).toEqual(
      [
        ["action", true],
        ["service", false],
        ["all", false],
      ],
    );
    for (const name of ["action", "service", "all"]) expect(html).toContain(`command of ${name}`);
    expect(html).toContain('name="token" value="the-token"');
    expect(html).toContain("This page works until 2026-12-06 00:00 UTC.");
    expect(html).toContain(restore.afterwards("whittle-QueueWorker"));
    expect(html).toContain("sqs:PurgeQueue");
    const steps = view.offer.ways.flatMap(({ outcome }) => (outcome.possible ? outcome.plan.steps : []));
    for (const step of steps) expect(html).toContain(words.describeStep(step, "QueueWorker"));
  });

  test("says of a way that it is not possible, that the role has it already, or what stays, and offers no button for the first two", async () => {
    const [action, , all] = view.offer.ways;
    if (!action || !all?.outcome.possible) throw new Error("All can come back.");
    const plan = { ...all.outcome.plan, steps: [] };
    const ways = [
      { ...action, outcome: { possible: false, because: "There is no room." } },
      { ...action, name: "service", outcome: { possible: true, plan, stays: [] } },
      { ...all, outcome: { ...all.outcome, stays: ["whittle2-QueueWorker"] } },
    ] as const;
    const html = await shown({ offer: { ...view.offer, ways } });
    for (const text of [restore.impossible("There is no room."), restore.hasIt, restore.stays(["whittle2-QueueWorker"])])
      expect(html).toContain(text);
    expect([...html.matchAll(/name="way" value="(\w+)"/g)].map(([, way]) => way)).toEqual(["all"]);
    expect(await shown()).not.toContain("Still attached");
  });

  test("marks the steps that the role shows done already", async () => {
    expect(await shown()).not.toContain(restore.done);
    expect(await shown({ now: view.before })).toContain(restore.done);
  });

  test("names what was denied since, how often, when last and by whom", async () => {
    const call = {
      action: "sqs:PurgeQueue",
      resources: ["arn:aws:sqs:::orders"],
      session: "i-0abc",
      address: "10.0.0.7",
      at: AT,
      region: "r",
      userAgent: "u",
    };
    const journal = [deniedEntry(call, "1", AT), deniedEntry(call, "2", AT)];
    const html = await shown({ journal });
    for (const text of ["2 times, last 2026-11-02 00:00 UTC", "arn:aws:sqs:::orders by i-0abc from 10.0.0.7"]) expect(html).toContain(text);
    expect(await shown()).not.toContain(restore.denied);
  });

  test("warns where the role's use looked suspicious, and not elsewhere", async () => {
    const use = { kind: "foreign-agent", actions: [], sources: ["198.51.100.7"], agent: "curl", isAttackTool: false, calls: 7 } as const;
    expect(await shown({ proposal: { ...view.proposal, suspicious: [use] } })).toContain(words.RESTORE_WARNING);
    expect(await shown()).not.toContain(words.RESTORE_WARNING);
  });

  test("tells why the last request was refused, and of no other end", async () => {
    const asked = { kind: "restore-asked", at: AT, by: "ann", reason: "It fails.", addBack: ["sqs:PurgeQueue"] } as const;
    const refused = await shown({
      requests: { count: 1, last: { asked, end: "refused", because: { code: "x", message: "There is no room." } } },
    });
    for (const text of [restore.refused, "There is no room.", restore.asked("ann", "It fails."), restore.wanted(["sqs:PurgeQueue"])])
      expect(refused).toContain(text);
    expect(await shown({ requests: { count: 1, last: { asked, end: "begun" } } })).not.toContain(restore.refused);
  });

  test("names who has asked for what is shown, where two must, and nobody who was shown another role", async () => {
    const vote = (seen: string) => ({ at: AT, by: `who saw ${seen}`, reason: "", seen, signature: "s" });
    const html = await shown({ review: { ...view.review, restoreVotes: [vote(view.offer.seen), vote("other")] } });
    expect([html.includes(`who saw ${view.offer.seen}`), html.includes("who saw other"), html.includes(restore.sameByAnother)]).toEqual([
      true,
      false,
      true,
    ]);
    expect(await shown({ review: { ...view.review, restoreVotes: [vote("other")] } })).not.toContain(restore.oneOfTwo);
  });

  test.each<[string, Partial<RestoreView>, string | undefined]>([
    ["nothing where nothing was typed", {}, undefined],
    ["nothing where the action that was typed is the one that is offered", { typed: " SQS:purgequeue " }, undefined],
    ["that there is no such action", { typed: "sqs:Nothing" }, restore.noAction("sqs:Nothing")],
    [
      "that the role did not have it",
      { typed: "sqs:PurgeQueue", offer: { ...view.offer, ways: view.offer.ways.slice(2) } },
      restore.notGranted(["sqs:PurgeQueue"]),
    ],
  ])("says of another action %s", async (_, change, problem) => {
    const html = await shown(change);
    if (problem === undefined) expect(html).not.toContain('id="no-action"');
    else expect(html).toContain(`id="no-action">${problem}`);
  });

  test("asks for no other action of a permission set, which comes back as a whole", async () => {
    const before = { ...view.before, permissionSet: { instanceArn: "i", arn: "s", accounts: [] } };
    const html = await shown({ before });
    expect([html.includes(restore.anotherAction), html.includes(restore.setLead), html.includes(restore.byHandSetText)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await shown()).toContain(restore.anotherAction);
  });
});

describe("the form", () => {
  test.each([
    ["way=all&token=t&comment=+no+", { way: "all", token: "t", comment: "no" }],
    ["way=action&token=t", { way: "action", token: "t", comment: "" }],
    ["way=none&token=t", undefined],
    ["token=t", undefined],
    ["way=all", undefined],
    [`way=all&token=t&comment=${"x".repeat(1_001)}`, undefined],
  ])("%s", (body, form) => {
    expect(readRestoreForm(body)).toEqual(form);
  });

  test.each([
    [" SQS:purgequeue ", "sqs:PurgeQueue"],
    ["sqs:Nothing", undefined],
    ["sqs:*", undefined],
    ["PurgeQueue", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("an action that somebody typed, as AWS spells it: %j", (typed, action) => {
    expect(readAction(typed, catalogue)).toBe(action);
  });
});
