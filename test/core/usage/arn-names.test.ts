import { expect, test } from "vitest";
import { namesIn } from "#core/usage/arn-names.ts";
import { templatesOf } from "#core/usage/arn-template.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";

function templateOf(action: string, type: string) {
  const info = catalogue.find(action);
  const found = info && templatesOf(info).find((template) => template.type === type);
  if (!found) throw new Error(`${action} works on a ${type}.`);
  return found;
}

test("the names in an ARN are told with where they begin, without its region and its account", () => {
  const stack = templateOf("cloudformation:DeleteStack", "stack");
  const arn = "arn:aws:cloudformation:eu-west-1:111122223333:stack/web/0a1b";
  expect(namesIn(stack, arn)).toEqual([
    { variable: "StackName", value: "web", start: arn.indexOf("web"), isLast: false },
    { variable: "Id", value: "0a1b", start: arn.indexOf("0a1b"), isLast: true },
  ]);
});

test("an ARN of another type has none", () => {
  expect(namesIn(templateOf("cloudformation:DeleteStack", "stack"), "arn:aws:sqs:eu-west-1:111122223333:jobs")).toEqual([]);
});
