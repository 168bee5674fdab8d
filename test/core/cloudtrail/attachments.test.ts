import { describe, expect, test } from "vitest";
import { type Attachments, isAttachment, mergeAttachments, noteAttachment } from "#core/cloudtrail/attachments.ts";
import { record, sessionOf } from "../usage/records.ts";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const READ = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const KEY = "111122223333/worker";
const [EARLY, LATE] = ["2026-03-02T10:00:00Z", "2026-03-09T10:00:00Z"];

interface Told {
  readonly at?: string;
  readonly policy?: unknown;
  readonly role?: unknown;
  readonly by?: string;
  readonly account?: string;
}

const attachment = ({ at = EARLY, policy = ADMIN, role = "worker", by = "deployer", account = "111122223333" }: Told = {}) =>
  record({
    eventTime: at,
    eventSource: "iam.amazonaws.com",
    eventName: "AttachRolePolicy",
    recipientAccountId: account,
    requestParameters: { roleName: role, policyArn: policy },
    userIdentity: sessionOf(`arn:aws:iam::${account}:role/${by}`),
  });

function noted(all: readonly Told[], roles?: ReadonlySet<string>): Attachments {
  const into: Attachments = new Map();
  for (const told of all) noteAttachment(into, attachment(told), roles);
  return into;
}

describe("when a policy came to a role", () => {
  test("is when it was attached first: attaching it again changes nothing", () => {
    for (const order of [
      [EARLY, LATE],
      [LATE, EARLY],
    ])
      expect(noted(order.map((at) => ({ at })))).toEqual(new Map([[KEY, new Map([[ADMIN, EARLY]])]]));
  });

  test("is told by no call of the role itself, which could keep its policies new for good", () => {
    expect(noted([{ by: "worker" }])).toEqual(new Map());
    expect(noted([{ by: "worker", account: "444455556666", role: "other" }]).size).toBe(1);
  });

  test("is told for each policy and each role by itself, and of other accounts' roles of the name apart", () => {
    const all = [{ policy: READ }, { policy: ADMIN }, { role: "other" }, { account: "444455556666" }];
    expect([...noted(all)].map(([key, times]) => [key, [...times.keys()]])).toEqual([
      [KEY, [READ, ADMIN]],
      ["111122223333/other", [ADMIN]],
      ["444455556666/worker", [ADMIN]],
    ]);
  });

  test("is told of the roles in question alone, where it is known which", () => {
    expect([...noted([{ role: "other" }, {}], new Set([KEY])).keys()]).toEqual([KEY]);
  });

  test.each([
    ["no role's name", { role: 7 }],
    ["no policy's ARN", { policy: null }],
  ])("is not told by a call with %s", (_, told) => {
    expect(noted([told])).toEqual(new Map());
  });
});

test("what several threads noted is put together: the first time counts", () => {
  const into = noted([{ at: LATE }]);
  mergeAttachments(into, noted([{ at: EARLY }, { policy: READ, at: LATE }, { role: "other" }]));
  expect(into).toEqual(
    new Map([
      [
        KEY,
        new Map([
          [ADMIN, EARLY],
          [READ, LATE],
        ]),
      ],
      ["111122223333/other", new Map([[ADMIN, EARLY]])],
    ]),
  );
});

test.each([
  ["another call", { eventName: "DetachRolePolicy" }],
  ["another service's call", { eventSource: "sso.amazonaws.com" }],
  ["a call that failed", { errorCode: "NoSuchEntityException" }],
])("%s attaches nothing", (_, differing) => {
  const call = { eventSource: "iam.amazonaws.com", eventName: "AttachRolePolicy" };
  expect([isAttachment(record(call)), isAttachment(record({ ...call, ...differing }))]).toEqual([true, false]);
});
