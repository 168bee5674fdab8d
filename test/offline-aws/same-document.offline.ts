import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { AccessAnalyzerClient, GetGeneratedPolicyCommand } from "@aws-sdk/client-accessanalyzer";
import { type GetAccountAuthorizationDetailsCommandOutput, paginateGetAccountAuthorizationDetails } from "@aws-sdk/client-iam";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeDocument } from "#adapters/aws/iam/documents.ts";
import { createInstanceRole, GENERATED, roleArn } from "./account.ts";
import { offlineAwsMissing, operator, REGION } from "./offline-aws.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ROLE = "PatchManagerInstanceRole";
const missing = offlineAwsMissing();
const run = promisify(execFile);

const Cycle = v.pipe(v.string(), v.parseJson(), v.object({ reviews: v.tuple([v.object({ reviewId: v.string() })]) }));
const Printed = v.pipe(v.string(), v.parseJson(), v.object({ policies: v.array(v.object({ document: v.unknown() })) }));

describe.skipIf(missing)(`deployed and embedded${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "whittle-"));
    stack = await deployStack({});
    await createInstanceRole(stack.iam, ROLE, { "whittle:review": "on" });
    await stack.aws.control("aa/script", { principal_arn: roleArn(ROLE), polls: 0, policies: [GENERATED] });
  });
  afterAll(async () => {
    await stack.aws.stop();
    await rm(folder, { recursive: true });
  });

  test("the same generated policy and account give the same refined document, byte for byte", async () => {
    const { output } = await stack.ended(await stack.startCycle({ dryRun: true }));
    const [{ reviewId }] = v.parse(Cycle, output).reviews;
    const proposal = await until("the proposal", () => stack.store.document(reviewId, "proposal"));
    const deployed = proposal.policies.map(({ document }) => JSON.stringify(document));
    expect(deployed).toHaveLength(1);

    const { jobId } = await stack.store.get(reviewId);
    await writeFile(join(folder, "account.json"), JSON.stringify(await accountSnapshot()));
    await writeFile(join(folder, "generated.json"), JSON.stringify(await generatedPolicy(jobId)));
    const args = [
      "review",
      "--account",
      "account.json",
      "--generated",
      "generated.json",
      "--role",
      ROLE,
      "--decide",
      "none",
      "--format",
      "json",
    ];
    const { stdout } = await run(process.execPath, [join(ROOT, "cli", "whittle.js"), ...args], {
      cwd: folder,
      env: { ...process.env, AWS_REGION: REGION },
    });
    const embedded = v.parse(Printed, stdout).policies.map(({ document }) => JSON.stringify(document));
    expect(embedded).toEqual(deployed);
  });

  /** What `aws accessanalyzer get-generated-policy --include-resource-placeholders --include-service-level-template` prints. */
  async function generatedPolicy(jobId: string | undefined): Promise<unknown> {
    const command = new GetGeneratedPolicyCommand({ jobId, includeResourcePlaceholders: true, includeServiceLevelTemplate: true });
    const { $metadata, ...printed } = await new AccessAnalyzerClient(operator(stack.aws.endpoint)).send(command);
    return printed;
  }

  /** What `aws iam get-account-authorization-details` prints: every page as one, documents as JSON. */
  async function accountSnapshot(): Promise<unknown> {
    const pages: GetAccountAuthorizationDetailsCommandOutput[] = [];
    for await (const page of paginateGetAccountAuthorizationDetails({ client: stack.iam }, {})) pages.push(page);
    return {
      UserDetailList: [],
      GroupDetailList: [],
      RoleDetailList: pages.flatMap((page) => (page.RoleDetailList ?? []).map(withPlainDocuments)),
      // The offline AWS leaves the name of a policy out here.
      Policies: pages.flatMap((page) =>
        (page.Policies ?? []).map((policy) => withPlainDocuments({ ...policy, PolicyName: nameIn(policy.Arn) })),
      ),
    };
  }
});

function nameIn(arn = ""): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** The CLI prints a document as JSON where the API gives it URL-encoded. */
function withPlainDocuments(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withPlainDocuments);
  if (typeof node !== "object" || node === null || node instanceof Date) return node;
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => {
      const isDocument = name.endsWith("Document") && typeof value === "string";
      return [name, isDocument ? JSON.parse(decodeDocument(value)) : withPlainDocuments(value)];
    }),
  );
}
