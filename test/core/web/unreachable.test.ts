import { expect, test } from "vitest";
import { AccountUnreachableError } from "#core/review/errors.ts";
import { approvalApp } from "#core/web/app.ts";
import { restoringDoor } from "./doors.ts";

test.each([
  ["en", "Account 444455556666 cannot be reached"],
  ["ja", "アカウント 444455556666 に接続できません"],
])("a restore page whose account cannot be reached names it, and the operators get the reason (%s)", async (language, title) => {
  const { ports, link } = await restoringDoor();
  const faults: unknown[] = [];
  const read = async () => {
    throw new AccountUnreachableError("444455556666", "AccessDenied: arn:aws:iam::444455556666:role/x");
  };
  const restoring = async () => ({ ...(await ports.restoring()), rolesIn: () => ({ read }) });
  const answer = await approvalApp({ ...ports, restoring }, (fault) => faults.push(fault)).fetch(
    new Request(link, { headers: { "accept-language": language } }),
  );
  const text = await answer.text();
  expect(answer.status).toBe(503);
  expect(text).toContain(title);
  expect(text).not.toContain("AccessDenied");
  expect(faults).toMatchObject([{ code: "account-unreachable" }]);
});
