import { expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { templatesOf } from "#core/usage/arn-template.ts";
import { openEach } from "#core/usage/open-types.ts";

const catalogue = loadCatalogue();

test.each([
  [
    "where the call was made",
    { partition: "aws-cn", region: "cn-north-1", account: "111122223333" },
    "arn:aws-cn:sqs:cn-north-1:111122223333:*",
  ],
  ["anywhere in AWS's first partition where nothing is known", { partition: "", region: "", account: "" }, "arn:aws:sqs:*:*:*"],
])("a type with its name left open is %s", (_, place, arn) => {
  const info = catalogue.find("sqs:SendMessage");
  if (!info) throw new Error("The catalogue knows it.");
  expect(openEach(templatesOf(info), place)).toEqual([arn]);
});
