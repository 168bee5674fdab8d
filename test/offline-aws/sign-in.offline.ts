import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLIENT_ID, openTestOpenId, type TestOpenId } from "#test/sign-in/openid.ts";
import { decideAs, heading, openAs, PEOPLE } from "#test/sign-in/signed.ts";
import { Visitor } from "#test/sign-in/visitor.ts";
import { attachedTo, createInstanceRole, GENERATED, LOGS_FULL, roleArn, SSM_CORE } from "./account.ts";
import { offlineAwsMissing } from "./offline-aws.ts";
import { linkIn } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();

describe.skipIf(missing)(`the deployed stack whose approvers sign in${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let openId: TestOpenId;
  let stack: DeployedStack;
  let link: string;

  beforeAll(async () => {
    openId = await openTestOpenId(PEOPLE, () => [stack.output("SignedInUrl")]);
    stack = await deployStack({
      WatchHours: "1",
      ApproverSignIn: "oidc",
      OidcIssuer: openId.issuer,
      OidcClientId: CLIENT_ID,
      ApproverGroups: "approvers, others",
      ApproversOf: "payments payments-leads",
    });
    await createInstanceRole(stack.iam, "PatchRole", { "whittle:review": "on", "whittle:approvers": "2" });
    await createInstanceRole(stack.iam, "PayRole", { "whittle:review": "on", "whittle:owner": "payments" });
    for (const name of ["PatchRole", "PayRole"])
      await stack.aws.control("aa/script", { principal_arn: roleArn(name), polls: 1, policies: [GENERATED] });
    await stack.ended(await stack.startCycle({}), 120);
    link = await linkOf("PatchRole");
  });
  const linkOf = (role: string) =>
    until(`the request about ${role}`, async () => {
      const asked = (await stack.messages()).find(({ subject, message }) => subject.includes(role) && message.includes("/r/"));
      return asked && linkIn(asked.message);
    });
  afterAll(async () => {
    await stack.aws.stop();
    openId.close();
  });

  test("shows nothing to who is in another group, and says so", async () => {
    const answer = await openAs(new Visitor({}), "cat", link);
    expect([answer.status, heading(answer)]).toEqual([403, "You are not an approver"]);
  });

  test("two who approve at once are two approvals and one application", async () => {
    const people = await Promise.all(
      ["ann", "ben"].map(async (name) => {
        const visitor = new Visitor({});
        return { visitor, page: await openAs(visitor, name, link) };
      }),
    );
    expect(people.map(({ page }) => [page.status, page.url])).toEqual([
      [200, link],
      [200, link],
    ]);
    const answers = await Promise.all(people.map(({ visitor, page }) => decideAs(visitor, page, "approve")));
    expect(answers.map(heading).sort()).toEqual(["One more approval is needed", "This is approved"]);
    const attached = await until("the refined policy alone", async () => {
      const arns = (await attachedTo(stack.iam, "PatchRole")).map(({ arn }) => arn);
      return arns.includes(LOGS_FULL) ? undefined : arns;
    });
    expect(attached).toEqual([expect.stringContaining("policy/whittle/"), SSM_CORE]);
    const [first] = people;
    const list = await first?.visitor.open(`${stack.output("PageUrl")}/reviews`);
    expect(list?.html.replaceAll("<wbr>", "")).toContain("PatchRole");
    expect(list?.html).not.toContain("/r/");
    const ids = new Set(list?.html.match(/(?<=\/reviews\/)[\w-]+/g));
    const listed = await Promise.all([...ids].map((id) => stack.store.get(id)));
    const review = listed.find(({ roleName }) => roleName === "PatchRole") ?? expect.fail("the review is listed");
    const reviewId = review.id;
    expect(review.approvals?.map(({ identity }) => identity).sort((a, b) => (a.subject < b.subject ? -1 : 1))).toEqual([
      { issuer: openId.issuer, subject: "ann", email: "ann@example.com" },
      { issuer: openId.issuer, subject: "ben", email: "ben@example.com" },
    ]);
    const history = await first?.visitor.open(`${stack.output("PageUrl")}/reviews/${reviewId}`);
    expect([history?.status, history?.html.includes("Steps")]).toEqual([200, true]);
  });

  test("a role of an owner is decided by the owner's approvers, whom its message can be routed to", async () => {
    const payments = await linkOf("PayRole");
    const [ann, fay] = [new Visitor({}), new Visitor({})];
    const shown = await openAs(ann, "ann", payments);
    expect(shown.html).toContain("Only approvers in the group payments-leads may decide about this role");
    expect((await decideAs(ann, shown, "reject", "We need it.")).status).not.toBe(200);
    expect(heading(await decideAs(fay, await openAs(fay, "fay", payments), "approve"))).toBe("This is approved");
    const published = (await stack.calls()).filter(({ service, action }) => service === "sns" && action === "Publish");
    const owners = published.map(({ params }) => {
      const name = Object.keys(params).find((key) => params[key] === "owner") ?? "";
      return [/PatchRole|PayRole/.exec(String(params.Subject))?.[0], params[name.replace(/Name$/, "Value.StringValue")]] as const;
    });
    expect(new Map(owners.filter(([role]) => role !== undefined))).toEqual(
      new Map([
        ["PatchRole", undefined],
        ["PayRole", "payments"],
      ]),
    );
  });

  test("and no function was denied anything on the way", async () => {
    expect((await stack.calls()).filter(({ denied }) => denied)).toEqual([]);
  });
});
