import { describe, expect, test } from "vitest";
import { accountAccess, inAccount, ownAccount, type Sts } from "#adapters/aws/account-access.ts";
import { InvalidInputError, ServiceFaultError, ThrottledError } from "#core/errors.ts";
import { AccountUnreachableError } from "#core/review/errors.ts";

const HUB = "111122223333";
const MEMBER = "444455556666";
const ENVIRONMENT = { MEMBER_ROLE: `arn:aws-cn:iam::${HUB}:role/whittle/whittle-apply-policy`, MEMBER_EXTERNAL_ID: "a-secret-word" };
const Expiration = new Date("2026-11-24T10:00:00.000Z");

/** STS that answers so, and remembers what it was asked. */
function sts(answer: () => Promise<Awaited<ReturnType<Sts>>>) {
  const asked: Parameters<Sts>[0][] = [];
  const load = async (): Promise<Sts> => (question) => {
    asked.push(question);
    return answer();
  };
  return { asked, load };
}

const given = async () => ({
  $metadata: {},
  Credentials: { AccessKeyId: "id", SecretAccessKey: "key", SessionToken: "token", Expiration },
});
const refused = (name: string, message: string) => () => Promise.reject(Object.assign(new Error(message), { name }));

describe("how a function reaches an account", () => {
  test("its own with its own role: STS is not even loaded", () => {
    const { client } = accountAccess(ENVIRONMENT, () => Promise.reject(new Error("loaded")))(HUB);
    expect(client).toEqual({});
    expect(ownAccount(ENVIRONMENT)).toBe(HUB);
  });

  test("a member with the role there that is for this function, and the external id", async () => {
    const { asked, load } = sts(given);
    const { account, client } = accountAccess(ENVIRONMENT, load)(MEMBER);
    expect(account).toBe(MEMBER);
    expect(await client.credentials?.()).toEqual({
      accessKeyId: "id",
      secretAccessKey: "key",
      sessionToken: "token",
      expiration: Expiration,
    });
    expect(asked).toEqual([
      {
        RoleArn: `arn:aws-cn:iam::${MEMBER}:role/whittle/whittle-apply-policy`,
        RoleSessionName: "whittle",
        ExternalId: "a-secret-word",
      },
    ]);
  });

  test.each([
    ["without members", { ...ENVIRONMENT, MEMBER_EXTERNAL_ID: "" }, MEMBER],
    ["what is no account", ENVIRONMENT, ""],
    ["a pattern", ENVIRONMENT, "*"],
  ])("no other: %s, it never falls back on its own role", (_, environment, account) => {
    expect(() => accountAccess(environment)(account)).toThrow(AccountUnreachableError);
  });

  test("a refusal names the account and the reason, and never the external id", async () => {
    const { load } = sts(refused("AccessDenied", "User: arn:aws:sts::111122223333:x is not authorized to perform: sts:AssumeRole"));
    const error: unknown = await accountAccess(
      ENVIRONMENT,
      load,
    )(MEMBER)
      .client.credentials?.()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AccountUnreachableError);
    expect(String(error)).toContain(MEMBER);
    expect(String(error)).toContain("not authorized to perform: sts:AssumeRole");
    expect(JSON.stringify(error) + String(error)).not.toContain("a-secret-word");
  });

  test("where STS asks to slow down, the step is tried again", async () => {
    const { load } = sts(refused("Throttling", "Rate exceeded"));
    await expect(accountAccess(ENVIRONMENT, load)(MEMBER).client.credentials?.()).rejects.toThrow(ThrottledError);
  });

  test.each(["InternalFailure", "ServiceUnavailable", "TimeoutError"])(
    "where STS fails with %s, the step is tried again too",
    async (name) => {
      const { load } = sts(refused(name, "Try again"));
      await expect(accountAccess(ENVIRONMENT, load)(MEMBER).client.credentials?.()).rejects.toThrow(ServiceFaultError);
    },
  );

  test("an answer without credentials reaches nothing", async () => {
    const { load } = sts(async () => ({ $metadata: {} }));
    await expect(accountAccess(ENVIRONMENT, load)(MEMBER).client.credentials?.()).rejects.toThrow(AccountUnreachableError);
  });

  test.each(["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"])("credentials without %s are none", async (lacking) => {
    const whole = { AccessKeyId: "id", SecretAccessKey: "key", SessionToken: "token", Expiration };
    const { load } = sts(async () => ({ $metadata: {}, Credentials: { ...whole, [lacking]: undefined } }));
    await expect(accountAccess(ENVIRONMENT, load)(MEMBER).client.credentials?.()).rejects.toThrow(AccountUnreachableError);
  });

  test.each([{}, { MEMBER_ROLE: "" }, { MEMBER_ROLE: "arn:aws:iam::*:role/x" }])("%j is refused", (environment) => {
    expect(() => accountAccess(environment)).toThrow(InvalidInputError);
  });

  test("an ARN of its account is told for another", () => {
    expect(inAccount(`arn:aws:iam::${HUB}:role/service-role/A`, MEMBER)).toBe(`arn:aws:iam::${MEMBER}:role/service-role/A`);
    expect(() => inAccount("nothing", MEMBER)).toThrow(InvalidInputError);
  });
});
