import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { bundleFile } from "../../scripts/build/bundle.ts";

type Bundled = typeof import("./bundled-clients.ts");

const dist = mkdtempSync(join(tmpdir(), "bundled-clients-"));
let answer: object;
let bundled: Bundled;
const aws = createServer((_, response) => {
  response.writeHead(400, { "Content-Type": "application/x-amz-json-1.0" }).end(JSON.stringify(answer));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    aws.listen(0, "127.0.0.1", resolve);
  });
  await bundleFile("test/infra/bundled-clients.ts", dist);
  bundled = await import(pathToFileURL(join(dist, "index.mjs")).href);
}, 60_000);
beforeEach(() => {
  const address = aws.address();
  vi.stubEnv("AWS_ENDPOINT_URL", typeof address === "object" ? `http://127.0.0.1:${address?.port}` : "");
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "not-a-secret");
});
afterAll(() => {
  vi.unstubAllEnvs();
  aws.close();
  rmSync(dist, { recursive: true });
});

function writing(): Promise<boolean> {
  return bundled.transact({ client: new bundled.DynamoDBClient({ maxAttempts: 1 }), name: "reviews" }, []);
}

const NAMESPACE = "com.amazonaws.dynamodb.v20120810#";

test("a bundled client says why DynamoDB cancelled a transaction", async () => {
  const reasons = (Code: string) => ({
    __type: `${NAMESPACE}TransactionCanceledException`,
    CancellationReasons: [{ Code: "None" }, { Code }],
  });
  answer = reasons("ConditionalCheckFailed");
  expect(await writing()).toBe(false);
  answer = reasons("ProvisionedThroughputExceeded");
  await expect(writing()).rejects.toMatchObject({ code: "throttled" });
  answer = reasons("ValidationError");
  await expect(writing()).rejects.toThrow("cancelled: None, ValidationError");
});

test.each([
  ["AccessDeniedException", "not-authorized"],
  ["ProvisionedThroughputExceededException", "throttled"],
  ["ResourceNotFoundException", "request-refused"],
])("a bundled client names the error %s, with its message", async (name, code) => {
  answer = { __type: `${NAMESPACE}${name}`, message: "What DynamoDB says" };
  await expect(writing()).rejects.toMatchObject({ code });
  if (code !== "throttled") await expect(writing()).rejects.toThrow(`${name}: What DynamoDB says`);
});

test("a bundled client tells a wrong signature from a failure", async () => {
  const signer = bundled.kmsSigner({ review: "key" });
  const signature = Buffer.alloc(32).toString("base64url");
  answer = { __type: "KMSInvalidMacException" };
  expect(await signer.verify("review", "text", signature)).toBe(false);
  answer = { __type: "DisabledException" };
  await expect(signer.verify("review", "text", signature)).rejects.toThrow("DisabledException");
});
