import { STSClient } from "@aws-sdk/client-sts";
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";
import * as v from "valibot";
import { parseArn } from "#core/aws/arn.ts";
import { partitionOf } from "#core/aws/partition.ts";
import { isTransient, ServiceFaultError } from "#core/errors.ts";
import type { Pauses } from "#core/review/ports/machine.ts";
import type { Organization, OrganizationAccount } from "#core/review/ports/organization.ts";
import { timerPauses } from "../machine.ts";
import { clientSettings } from "./client-settings.ts";
import { toWhittleError } from "./errors.ts";

/** Where Organizations answers in a partition (AWS General Reference, "AWS Organizations endpoints and quotas"). */
const PLACES: Readonly<Record<string, { readonly region: string; readonly host: string }>> = {
  aws: { region: "us-east-1", host: "organizations.us-east-1.amazonaws.com" },
  "aws-cn": { region: "cn-northwest-1", host: "organizations.cn-northwest-1.amazonaws.com.cn" },
  "aws-us-gov": { region: "us-gov-west-1", host: "organizations.us-gov-west-1.amazonaws.com" },
};
const SERVICE = "AWSOrganizationsV20161128";
/** The most that a page has. */
const PAGE = 20;
const PATIENCE_MS = 10_000;

const NextToken = v.optional(v.nullable(v.string()));
const Accounts = v.looseObject({
  Accounts: v.array(
    v.looseObject({
      Id: v.string(),
      Arn: v.string(),
      State: v.optional(v.string()),
      /** Older than State, and withdrawn in September 2026 (AWS Organizations API Reference, "Account"). */
      Status: v.optional(v.string()),
    }),
  ),
  NextToken,
});
const Units = v.looseObject({ OrganizationalUnits: v.array(v.looseObject({ Id: v.string() })), NextToken });
const Fault = v.object({ __type: v.optional(v.string(), ""), message: v.optional(v.string()), Message: v.optional(v.string()) });

interface Access {
  /** Whose credentials and region are used: those of a client of the SDK. */
  readonly client?: STSClient;
  /** In the place of AWS's own; as in the SDK, what AWS_ENDPOINT_URL names unless it is given. */
  readonly endpoint?: string | undefined;
  readonly pauses?: Pauses;
}

/**
 * AWS Organizations by the two calls that list a unit, signed as the SDK signs its own: a client for two calls would be one more package in
 * what is deployed. Pages to the end; what is throttled or fails on AWS's side is tried six times, as the SDK does.
 */
export function organizations({
  client = new STSClient(clientSettings),
  endpoint = process.env.AWS_ENDPOINT_URL,
  pauses = timerPauses,
}: Access = {}): Organization {
  const ask = signedCalls(client, endpoint, pauses);
  return {
    accountsIn: async (unit) =>
      (await pages(ask, { name: "ListAccountsForParent", schema: Accounts }, unit)).flatMap((page) => page.Accounts.map(accountOf)),
    unitsIn: async (unit) =>
      (await pages(ask, { name: "ListOrganizationalUnitsForParent", schema: Units }, unit)).flatMap((page) =>
        page.OrganizationalUnits.map(({ Id }) => Id),
      ),
  };
}

function accountOf({ Id, Arn, State, Status }: v.InferOutput<typeof Accounts>["Accounts"][number]): OrganizationAccount {
  const [, organization = ""] = parseArn(Arn)?.resource.split("/") ?? [];
  return { id: Id, organization, state: State ?? Status ?? "UNKNOWN" };
}

type Ask = (operation: string, input: object) => Promise<unknown>;

interface Listing<S> {
  readonly name: string;
  readonly schema: S;
}

async function pages<S extends v.GenericSchema<unknown, { readonly NextToken?: string | null | undefined }>>(
  ask: Ask,
  { name, schema }: Listing<S>,
  ParentId: string,
): Promise<readonly v.InferOutput<S>[]> {
  const found: v.InferOutput<S>[] = [];
  let next: string | undefined;
  do {
    const answer = await ask(name, { ParentId, MaxResults: PAGE, ...(next === undefined ? {} : { NextToken: next }) });
    const page = v.safeParse(schema, answer);
    if (!page.success) throw new ServiceFaultError(`organizations:${name}`, "the answer has another form than AWS documents.");
    found.push(page.output);
    next = page.output.NextToken || undefined;
  } while (next !== undefined);
  return found;
}

function signedCalls(client: STSClient, endpoint: string | undefined, pauses: Pauses): Ask {
  const call = async (operation: string, input: object) => {
    const place = PLACES[partitionOf(await client.config.region())] ?? PLACES.aws;
    const url = new URL(endpoint ?? `https://${place?.host}/`);
    const body = JSON.stringify(input);
    const signer = new SignatureV4({
      service: "organizations",
      region: place?.region ?? "",
      credentials: client.config.credentials,
      sha256: Sha256,
    });
    const { headers } = await signer.sign({
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: {},
      headers: { host: url.host, "content-type": "application/x-amz-json-1.1", "x-amz-target": `${SERVICE}.${operation}` },
      body,
    });
    return await answerOf(operation, url, { method: "POST", headers, body });
  };
  return (operation, input) => patiently(() => call(operation, input), pauses);
}

async function answerOf(operation: string, url: URL, request: { method: string; headers: Record<string, string>; body: string }) {
  try {
    const response = await fetch(url, { ...request, redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    throw faultIn(text, response.status);
  } catch (error) {
    throw toWhittleError(`organizations:${operation}`, error);
  }
}

/** As the SDK gives an error: by its name, with the status. */
function faultIn(text: string, httpStatusCode: number): Error {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Fault), text);
  const { __type, message, Message } = parsed.success ? parsed.output : { __type: "", message: undefined, Message: undefined };
  const error = new Error(message ?? Message ?? `HTTP ${httpStatusCode}`);
  return Object.assign(error, { name: __type.replace(/^.*#/, "") || "UnknownError", $metadata: { httpStatusCode } });
}

async function patiently<T>(attempt: () => Promise<T>, { pause }: Pauses): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tried >= clientSettings.maxAttempts || !isTransient(error)) throw error;
      await pause(Math.random() * 0.1 * 2 ** tried);
    }
  }
}
