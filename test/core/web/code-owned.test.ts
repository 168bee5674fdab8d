import { describe, expect, test } from "vitest";
import type { Settings } from "#core/review/settings.ts";
import { approvalApp } from "#core/web/app.ts";
import { askedOf } from "#test/page/served.ts";

const TITLE = /<h2 id="plan">([^<]+)</;

describe("the page of a role that code owns", () => {
  test("shows the patch that approving hands over, and no plan that nobody will carry out", async () => {
    const html = await pageOf({ codeOwnedRoles: "patch" }, { ManagedBy: "terraform" });
    expect(TITLE.exec(html)?.[1]).toBe("What happens when you approve");
    expect(html).toContain("This role is managed by code: the tag ManagedBy: terraform.");
    expect(html).toContain("resource &quot;aws_iam_policy&quot; &quot;WhittleQueueWorker&quot;");
    expect(html).not.toContain("<li>Detach ");
  });

  test("warns that the next deployment may undo it, where the change is applied all the same", async () => {
    const html = await pageOf({ codeOwnedRoles: "apply" }, { ManagedBy: "terraform" });
    expect(TITLE.exec(html)?.[1]).toBe("What happens when you approve, step by step");
    expect(html).toContain("Its next deployment may undo the change");
    expect(html).toContain("<li>Detach AmazonSQSFullAccess from QueueWorker</li>");
  });

  test("says nothing of code where nobody's code owns it", async () => {
    expect(await pageOf({ codeOwnedRoles: "patch" }, {})).not.toContain("belongs to code");
  });
});

async function pageOf(settings: Partial<Settings>, tags: Readonly<Record<string, string>>): Promise<string> {
  const role = { name: "QueueWorker", policies: ["AmazonSQSFullAccess"], tags: { "whittle:review": "on", ...tags } };
  const { ports, link } = await askedOf({ role, settings: { pageUrl: "https://page.example", ...settings } });
  const app = approvalApp(ports, (fault) => console.error(fault));
  return await (await app.request(link)).text();
}
