import { beforeEach, describe, expect, test, vi } from "vitest";
import { stackFacts } from "#adapters/operator/stack-facts.ts";
import { examine } from "#core/review/doctor/examine.ts";
import type { Finding } from "#core/review/doctor/finding.ts";
import { fakeStack } from "./fake-stack.ts";
import { whittle } from "./in-process.ts";

vi.mock("#adapters/operator/stack-facts.ts", () => ({ stackFacts: vi.fn() }));
vi.mock("#core/review/doctor/examine.ts", () => ({ examine: vi.fn() }));

const stack = fakeStack();
beforeEach(() => stack.holds());

const ARN = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t";
const OK: Finding = { check: "logging", state: "ok", detail: { id: "logging" } };
const TO_DO: Finding = { check: "logging", state: "to-do", detail: { id: "not-logging", arn: ARN } };
const because = { operation: "sns:ListSubscriptionsByTopic", isDenied: true, error: "no" };
const UNKNOWN: Finding = { check: "subscriptions", state: "unknown", detail: { id: "unchecked", because } };

const doctor = async (findings: readonly Finding[], ...args: readonly string[]) => {
  vi.mocked(examine).mockReturnValue(findings);
  return await whittle("doctor", ...args);
};

describe("whittle doctor", () => {
  test.each([
    ["0 where all is in order", [OK, OK], 0],
    ["1 where there is something to do", [OK, TO_DO], 1],
    ["3 where a check could not be made", [OK, UNKNOWN], 3],
    ["1 where both are", [UNKNOWN, TO_DO], 1],
  ] as const)("ends with exit code %s", async (_, findings, code) => {
    expect((await doctor(findings)).code).toBe(code);
    expect((await doctor(findings, "--format", "json")).code).toBe(code);
  });

  test("marks each check, and says what to do and with which command", async () => {
    const { out } = await doctor([OK, TO_DO, UNKNOWN]);
    expect(out).toBe(
      [
        "ok     logging            The trail is logging and delivers its files.",
        "to do  logging            The trail is not logging.",
        `${" ".repeat(26)}Start it:`,
        "    aws cloudtrail start-logging --name \\",
        `      ${ARN}`,
        "?      subscriptions      Not checked: your credentials may not call",
        `${" ".repeat(26)}sns:ListSubscriptionsByTopic.`,
        `${" ".repeat(26)}Run it again with credentials that may call`,
        `${" ".repeat(26)}sns:ListSubscriptionsByTopic.`,
        "",
      ].join("\n"),
    );
  });

  test("as JSON names the stack and each check, in words and as data", async () => {
    const { out } = await doctor([TO_DO], "--format", "json");
    expect(JSON.parse(out)).toEqual({
      stack: "whittle",
      region: "eu-west-1",
      account: "111122223333",
      checks: [
        {
          check: "logging",
          state: "to-do",
          text: "The trail is not logging.",
          todo: "Start it:",
          command: `aws cloudtrail start-logging --name ${ARN}`,
          detail: { id: "not-logging", arn: ARN },
        },
      ],
    });
  });

  test.each([
    ["the role that Organizations makes", [], "OrganizationAccountAccessRole"],
    ["the role that is named", ["--member-role", "ops/Admin"], "ops/Admin"],
  ])("looks at members with %s", async (_, args, memberRole) => {
    await doctor([OK], ...args);
    expect(vi.mocked(stackFacts).mock.lastCall?.[2]).toMatchObject({ memberRole });
  });
});

test("an error that no command foresaw is told as such, in one line and with exit code 2", async () => {
  vi.mocked(examine).mockImplementation(() => {
    throw new TypeError("broken");
  });
  expect(await whittle("doctor")).toEqual({ code: 2, out: "", err: "whittle: unexpected error: TypeError: broken\n" });
});
