import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetAccountAuthorizationDetailsCommand, IAMClient } from "@aws-sdk/client-iam";
import { ListPermissionSetsCommand, SSOAdminClient } from "@aws-sdk/client-sso-admin";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, describe, expect, test, vi } from "vitest";
import { portsToApply } from "#functions/changing.ts";
import { SETTINGS } from "#test/adapters/aws/environment.ts";
import { context } from "./context.ts";

const TOPIC = "arn:aws:sns:eu-central-1:111122223333:t";

/** What template.yaml passes on to the functions, as far as these need it. */
const environment = {
  ...SETTINGS,
  EXCLUDED_ROLES: "",
  PAGE_URL: "https://page.example",
  TABLE_NAME: "reviews",
  APPROVAL_TOPIC_ARN: TOPIC,
  ALARM_TOPIC_ARN: TOPIC,
  CHAT_TOPIC_ARN: TOPIC,
  VOTE_KEY_ID: "vote",
  PAGE_KEY_ID: "page",
  PROPOSAL_KEY_ID: "proposal",
  REVIEW_LINK_KEY_ID: "review",
  RESTORE_LINK_KEY_ID: "restore",
};

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.resetModules();
});

describe("carrying changes out", () => {
  test("has places for a day's changes where the stack limits them, and none where it does not", () => {
    const places = (most?: string) => portsToApply({ ...environment, ...(most === undefined ? {} : { MAX_CHANGES_PER_DAY: most }) }).places;
    expect([places(), places("0")]).toEqual([undefined, undefined]);
    expect(places("3")).toBeDefined();
  });
});

describe("the approval page", () => {
  const signIn = {
    APPROVER_SIGN_IN: "oidc",
    OIDC_ISSUER: "http://127.0.0.1:1",
    OIDC_CLIENT_ID: "client",
    OIDC_SCOPES: "openid email",
    OIDC_GROUPS_CLAIM: "groups",
    APPROVER_GROUPS: "platform",
    APPROVER_EMAILS: "",
    SESSION_MINUTES: "60",
    FRESH_SIGN_IN_MINUTES: "15",
  };

  async function answerTo(rawPath: string, more: Readonly<Record<string, string>> = {}) {
    for (const [name, value] of Object.entries({ ...environment, ...more })) vi.stubEnv(name, value);
    const { handler } = await import("#functions/approval-page.ts");
    return handler({ rawPath, requestContext: { domainName: "page.example", http: { method: "GET" } } });
  }

  test("has a list of reviews to sign in for where the stack has approvers sign in, and none elsewhere", async () => {
    expect(await answerTo("/reviews")).toMatchObject({ statusCode: 404 });
    vi.resetModules();
    expect(await answerTo("/reviews", signIn)).toMatchObject({ statusCode: 303, headers: { location: expect.stringMatching(/sign-in/) } });
  });
});

describe("discovering roles", () => {
  const HUB = "111122223333";
  const members = {
    EVIDENCE: "last-accessed",
    MEMBER_ROLE: `arn:aws:iam::${HUB}:role/whittle/whittle-discover-roles`,
    MEMBER_EXTERNAL_ID: "word",
    SSO_ARN: "arn:aws:sso:::instance/ssoins-1",
  };
  test("looks at permission sets with the stack's own account, and not once more with each member", async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    mockClient(DynamoDBClient).onAnyCommand().resolves({});
    const iam = mockClient(IAMClient);
    iam.onAnyCommand().resolves({});
    const sso = mockClient(SSOAdminClient);
    sso.onAnyCommand().resolves({});
    for (const [name, value] of Object.entries({ ...environment, ...members })) vi.stubEnv(name, value);
    const { handler } = await import("#functions/discover-roles.ts");
    const discover = (account?: string) =>
      handler({ cycleId: "c", startedAt: "2026-11-28T10:00:00.000Z", input: account === undefined ? {} : { account } }, context);
    const looks = () => [
      iam.commandCalls(GetAccountAuthorizationDetailsCommand).length,
      sso.commandCalls(ListPermissionSetsCommand).length,
    ];
    await discover("444455556666");
    expect(looks()).toEqual([1, 0]);
    await discover();
    expect(looks()).toEqual([2, 1]);
  });
});
