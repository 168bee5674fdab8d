import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { STSClient } from "@aws-sdk/client-sts";
import { afterEach, describe, expect, test, vi } from "vitest";
import { organizations } from "#adapters/aws/organizations.ts";
import { NotAuthorizedError, RequestRefusedError, ServiceFaultError, ThrottledError } from "#core/errors.ts";

interface Asked {
  readonly operation: string;
  readonly input: unknown;
  readonly request: IncomingMessage;
  readonly body: string;
}

let close: (() => void) | undefined;
afterEach(() => close?.());

/** AWS Organizations as a server that answers one thing after the other. */
async function answering(...answers: readonly (readonly [status: number, body: unknown])[]) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    asked.push({ operation: String(request.headers["x-amz-target"]), input: JSON.parse(body), request, body });
    const [status, answer] = answers[asked.length - 1] ?? [500, {}];
    response.writeHead(status).end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  close = () => server.close();
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "a-secret", sessionToken: "a-token" };
  const client = new STSClient({ region: "eu-central-1", credentials });
  const organization = organizations({ client, endpoint: `http://127.0.0.1:${port}`, pauses: { pause: async () => {} } });
  return { asked, organization };
}

const account = (Id: string, more: object) => ({ Id, Arn: `arn:aws:organizations::999900001111:account/o-a1b2c3d4e5/${Id}`, ...more });

describe("AWS Organizations", () => {
  test("lists the accounts of a unit over all pages, also where one is empty", async () => {
    const { asked, organization } = await answering(
      [200, { Accounts: [account("111122223333", { State: "ACTIVE", Status: "SUSPENDED" })], NextToken: "n1" }],
      [200, { Accounts: [], NextToken: "n2" }],
      [200, { Accounts: [account("444455556666", { Status: "SUSPENDED" }), account("777788889999", { State: "CLOSED" })] }],
    );
    expect(await organization.accountsIn("ou-ab12-11111111")).toEqual([
      { id: "111122223333", organization: "o-a1b2c3d4e5", state: "ACTIVE" },
      { id: "444455556666", organization: "o-a1b2c3d4e5", state: "SUSPENDED" },
      { id: "777788889999", organization: "o-a1b2c3d4e5", state: "CLOSED" },
    ]);
    expect(asked.map(({ operation }) => operation)).toEqual(Array(3).fill("AWSOrganizationsV20161128.ListAccountsForParent"));
    expect(asked.map(({ input }) => input)).toEqual([
      { ParentId: "ou-ab12-11111111", MaxResults: 20 },
      { ParentId: "ou-ab12-11111111", MaxResults: 20, NextToken: "n1" },
      { ParentId: "ou-ab12-11111111", MaxResults: 20, NextToken: "n2" },
    ]);
  });

  test("lists the units of a unit", async () => {
    const { asked, organization } = await answering([200, { OrganizationalUnits: [{ Id: "ou-ab12-22222222" }], NextToken: null }]);
    expect(await organization.unitsIn("r-ab12")).toEqual(["ou-ab12-22222222"]);
    expect(asked[0]?.operation).toBe("AWSOrganizationsV20161128.ListOrganizationalUnitsForParent");
  });

  test("is asked with a signature for its one region, as AWS describes it", async () => {
    const { asked, organization } = await answering([200, { OrganizationalUnits: [] }]);
    await organization.unitsIn("r-ab12");
    const [one] = asked;
    const authorization = String(one?.request.headers.authorization);
    const [, day = "", signed = "", signature] =
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(\d{8})\/us-east-1\/organizations\/aws4_request, SignedHeaders=([^,]+), Signature=(\w{64})$/.exec(
        authorization,
      ) ?? [];
    expect(signed.split(";")).toEqual(expect.arrayContaining(["host", "x-amz-date", "x-amz-security-token", "x-amz-target"]));
    expect(signature).toBe(signatureOf(one, day, signed));
  });

  /** AWS General Reference, "AWS Organizations endpoints and quotas": one place in each partition. */
  test.each([
    ["eu-central-1", "us-east-1", "https://organizations.us-east-1.amazonaws.com/"],
    ["cn-north-1", "cn-northwest-1", "https://organizations.cn-northwest-1.amazonaws.com.cn/"],
    ["us-gov-east-1", "us-gov-west-1", "https://organizations.us-gov-west-1.amazonaws.com/"],
  ])("is asked from %s in %s, with credentials that follow no redirect", async (region, signedFor, address) => {
    const asked = vi.fn(async (_url: URL, _init: RequestInit) => new Response(JSON.stringify({ OrganizationalUnits: [] })));
    vi.stubGlobal("fetch", asked);
    const client = new STSClient({ region, credentials: { accessKeyId: "A", secretAccessKey: "s" } });
    await organizations({ client, endpoint: undefined, pauses: { pause: async () => {} } }).unitsIn("r-ab12");
    vi.unstubAllGlobals();
    const [[url, init] = []] = asked.mock.calls;
    expect(String(url)).toBe(address);
    expect(init?.redirect).toBe("manual");
    expect(Object(init?.headers).authorization).toContain(`/${signedFor}/organizations/aws4_request`);
  });

  test.each([
    ["AccessDeniedException", 400, NotAuthorizedError],
    ["com.amazonaws.organizations#ParentNotFoundException", 400, RequestRefusedError],
    ["AWSOrganizationsNotInUseException", 400, RequestRefusedError],
    ["", 403, NotAuthorizedError],
  ])("a refusal %s is told at once", async (__type, status, expected) => {
    const { asked, organization } = await answering([status, { __type, Message: "why" }]);
    await expect(organization.accountsIn("ou-ab12-11111111")).rejects.toThrow(expected);
    expect(asked).toHaveLength(1);
  });

  test("what is throttled, or fails on AWS's side, is tried again, six times at most", async () => {
    const slow = [400, { __type: "TooManyRequestsException" }] as const;
    const good = await answering(slow, [503, "<html>"], [200, { OrganizationalUnits: [] }]);
    expect(await good.organization.unitsIn("r-ab12")).toEqual([]);
    close?.();
    const bad = await answering(...Array(9).fill(slow));
    await expect(bad.organization.unitsIn("r-ab12")).rejects.toThrow(ThrottledError);
    expect(bad.asked).toHaveLength(6);
  });

  test("an answer of another form is a fault, and not an empty unit", async () => {
    const { organization } = await answering([200, { Account: [] }]);
    await expect(organization.accountsIn("r-ab12")).rejects.toThrow(ServiceFaultError);
  });
});

/** Signature Version 4 by hand (IAM User Guide, "Create a signed AWS API request"). */
function signatureOf(asked: Asked | undefined, day: string, signed: string): string {
  const headers = asked?.request.headers ?? {};
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const mac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const lines = signed.split(";").map((name) => `${name}:${headers[name]}\n`);
  const canonical = ["POST", "/", "", lines.join(""), signed, hash(asked?.body ?? "")].join("\n");
  const scope = `${day}/us-east-1/organizations/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hash(canonical)].join("\n");
  const key = ["us-east-1", "organizations", "aws4_request"].reduce<Buffer>(mac, mac("AWS4a-secret", day));
  return mac(key, toSign).toString("hex");
}
