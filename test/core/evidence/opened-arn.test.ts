import { describe, expect, test } from "vitest";
import { openArn, openLast, openOwn } from "#core/evidence/opened-arn.ts";
import { templatesOf } from "#core/usage/arn-template.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";

function templateOf(action: string, arn: string) {
  const info = catalogue.find(action);
  const template = info && templatesOf(info).find(({ pattern }) => pattern.test(arn));
  if (!template) throw new Error(`${arn} is of no type of ${action}.`);
  return template;
}

const ECS = "arn:aws:ecs:eu-west-1:111122223333";
const FORMATION = "arn:aws:cloudformation:eu-west-1:111122223333";
const UUID = "1234abcd-12ab-34cd-56ef-1234567890ab";

describe("an ARN is left open where its names vary", () => {
  test.each([
    ["behind what stays of its name", "s3:GetBucketAcl", "arn:aws:s3:::log-2026-01-01", "arn:aws:s3:::log-*", "date"],
    ["in each of its names", "s3:PutObject", "arn:aws:s3:::log-2026-01-01/part-00001", "arn:aws:s3:::log-*/part-*", "date"],
    [
      "at its revision alone",
      "ecs:DeleteTaskDefinitions",
      `${ECS}:task-definition/nightly:42`,
      `${ECS}:task-definition/nightly:*`,
      "revision",
    ],
    ["over what follows and is open too", "ecs:StopTask", `${ECS}:task/pr-12/${UUID}`, `${ECS}:task/pr-*`, "run"],
  ])("%s", (_, action, arn, pattern, form) => {
    expect(openArn(templateOf(action, arn), arn, () => true)).toEqual({ pattern, form });
  });

  test("not where nothing varies, nor in a form that is not asked for", () => {
    const [plain, dated] = ["arn:aws:s3:::reports", "arn:aws:s3:::log-2026-01-01"];
    expect(openArn(templateOf("s3:GetBucketAcl", plain), plain, () => true)).toBeUndefined();
    expect(openArn(templateOf("s3:GetBucketAcl", dated), dated, (__, form) => form === "version")).toBeUndefined();
    const revision = `${ECS}:task-definition/nightly:42`;
    expect(openArn(templateOf("ecs:DeleteTaskDefinitions", revision), revision, (__, form) => form !== "revision")).toBeUndefined();
  });

  test("as a whole where a name is one of the ids that AWS gave", () => {
    const arn = `${ECS}:service/shop/orders`;
    const template = templateOf("ecs:UpdateService", arn);
    expect(openArn(template, arn, () => false, ["orders"])).toEqual({ pattern: `${ECS}:service/shop/*`, form: "id" });
    expect(openArn(template, arn, () => false, ["shop"])).toEqual({ pattern: `${ECS}:service/*/orders`, form: "id" });
  });
});

describe("one name of an ARN is left open:", () => {
  const stack = `${FORMATION}:stack/shop/*`;
  const service = `${ECS}:service/shop/orders`;

  test("the last one", () => {
    expect(openLast(templateOf("ecs:UpdateService", service), service)).toBe(`${ECS}:service/shop/*`);
    expect(openLast(templateOf("cloudformation:UpdateStack", stack), stack)).toBe(stack);
  });

  test("the thing's own, before an id that nobody tells", () => {
    expect(openOwn(templateOf("ecs:UpdateService", service), service)).toBe(`${ECS}:service/shop/*`);
    expect(openOwn(templateOf("cloudformation:UpdateStack", stack), stack)).toBe(`${FORMATION}:stack/*`);
  });
});
