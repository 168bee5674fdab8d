import { describe, expect, test } from "vitest";
import { issueText, pullRequestText } from "#core/messages/pull-request.ts";
import { approvedAccount } from "#test/core/review/change/account.ts";
import { founding } from "#test/core/review/change/scenarios.ts";

const HOSTILE =
  "@acme/admins</code></pre><script>alert(1)</script> ![x](https://evil.example/?a) [a](javascript:x) #1 `b`\n\n/close\n/assign @me\n# Title\u202e";
const owner = { kind: "cloudformation", because: { id: "tag", key: "iac", value: HOSTILE }, stack: HOSTILE, logicalId: HOSTILE } as const;

async function change() {
  const { proposal, before } = await approvedAccount(founding);
  const [document] = proposal.policies;
  const policies = document ? [document] : [];
  return { proposal: { ...proposal, policies, replacesInline: [HOSTILE], unlogged: [HOSTILE] }, before, owner, by: HOSTILE, days: 30 };
}

/** What a reader of the text sees as code: nobody is notified from there, and no reference or link is made of it. */
const CODE = /<code>[^<]*<\/code>|<pre>[^<]*<\/pre>/g;

describe.each([
  ["pull request", async () => pullRequestText(await change(), "policies/a.json")],
  ["issue", async () => issueText(await change())],
])("the text of a %s", (form, make) => {
  test("says what is asked for and what comes next", async () => {
    const { title, body } = await make();
    expect(title).toContain("PatchManagerInstanceRole");
    for (const said of [
      "has permissions that Whittle found no use of",
      "Whittle changes nothing in AWS itself",
      `To decline the change, close this ${form}.`,
      "Could break",
    ])
      expect(body).toContain(said);
  });

  test("names nobody, links nothing and commands nothing, whatever names hold", async () => {
    const { title, body } = await make();
    const outside = body.replace(CODE, "");
    expect(outside).not.toMatch(/@|evil|javascript|#\d|`|<(?!\/?(ul|li|b)\b|!-- whittle review review1 -->)/);
    expect(body).not.toMatch(/<script|<\/pre>[\s\S]*<\/pre>|\u202e/);
    // GitLab's quick actions stand at the beginning of a line.
    expect(body).not.toMatch(/^\s*\/(close|assign)/m);
    expect(title).not.toMatch(/[\n\u202e]/);
  });

  test("names nobody and closes nothing by its title, which is the commit's message too", async () => {
    const { proposal, ...rest } = await change();
    const role = { ...proposal.role, name: "@octocat+fixes#1!2" };
    const titleOf = form === "issue" ? issueText : (each: typeof rest & { proposal: typeof proposal }) => pullRequestText(each, "a.json");
    expect(titleOf({ ...rest, proposal: { ...proposal, role } }).title).toContain("Trim [@]octocat+fixes[#]1[!]2: ");
  });

  test("fits into what GitHub takes", async () => {
    expect((await make()).body.length).toBeLessThan(65_536);
  });
});

test("an issue whose patch is too long sends its reader to the message", async () => {
  const long = await change();
  const [policy] = long.proposal.policies;
  const policies = Array.from({ length: 10 }, (_, at) => ({
    name: `p${at}`,
    size: 6144,
    document: {
      Version: "2012-10-17",
      Statement: Array.from({ length: 80 }, () => ({ Effect: "Allow" as const, Action: `s3:${"x".repeat(60)}`, Resource: "*" })),
    },
  }));
  const { body } = issueText({ ...long, proposal: { ...long.proposal, policies: policy ? [policy, ...policies] : [] } });
  expect(body).toContain("The patch is too long for an issue.");
  expect(body.length).toBeLessThan(60_000);
});
