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
    });
    await createInstanceRole(stack.iam, "PatchRole", { "whittle:review": "on", "whittle:approvers": "2" });
    await stack.aws.control("aa/script", { principal_arn: roleArn("PatchRole"), polls: 1, policies: [GENERATED] });
    await stack.ended(await stack.startCycle({}), 120);
    const request = async () => (await stack.messages()).map(({ message }) => message).find((text) => text.includes("/r/"));
    link = linkIn(await until("the request", request));
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
    const [reviewId = ""] = /(?<=\/reviews\/)[\w-]+/.exec(list?.html ?? "") ?? [];
    const review = await stack.store.get(reviewId);
    expect(review.approvals?.map(({ identity }) => identity).sort((a, b) => (a.subject < b.subject ? -1 : 1))).toEqual([
      { issuer: openId.issuer, subject: "ann", email: "ann@example.com" },
      { issuer: openId.issuer, subject: "ben", email: "ben@example.com" },
    ]);
    const history = await first?.visitor.open(`${stack.output("PageUrl")}/reviews/${reviewId}`);
    expect([history?.status, history?.html.includes("Steps")]).toEqual([200, true]);
  });

  test("and no function was denied anything on the way", async () => {
    expect((await stack.calls()).filter(({ denied }) => denied)).toEqual([]);
  });
});
