import { describe, expect, test } from "vitest";
import { fewNames, sharedEndings } from "#core/evidence/few-names.ts";
import { patternCovers } from "#core/policy/match.ts";
import { templatesOf } from "#core/usage/arn-template.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";

function templateFor(action: string, name = "") {
  const info = catalogue.find(action);
  const template = info && templatesOf(info).find(({ pattern }) => pattern.test(name));
  if (!template) throw new Error(`${action} takes no resource.`);
  return template;
}

function few(action: string, names: readonly string[], most: number) {
  const template = templateFor(action, names[0]);
  const named = fewNames(
    names.map((pattern) => ({ pattern, from: 1 })),
    template,
    most,
  );
  const left = names.filter((name) => !named.some(({ pattern }) => patternCovers(pattern, name)));
  expect(left, "each name that was used stays").toEqual([]);
  expect(
    named.reduce((sum, { from }) => sum + from, 0),
    "each name is counted",
  ).toBe(names.length);
  return named.map(({ pattern, because }) => (because === undefined ? pattern : `${pattern} ${because}`));
}

const table = (name: string, place = "eu-west-1:111122223333") => `arn:aws:dynamodb:${place}:table/${name}`;
const parameter = (name: string) => `arn:aws:ssm:eu-west-1:111122223333:parameter/${name}`;
const ITEM = "dynamodb:DescribeTable";

describe("of more names than are spelt out,", () => {
  test("none is widened where they are few enough", () => {
    expect(few(ITEM, [table("b"), table("a"), table("b")], 2)).toEqual([table("a"), table("b")]);
  });

  test("those that share a beginning are named by it, where three do, and the others stay as they are", () => {
    const names = ["app-a", "app-b", "app-c", "web-a", "web-b"].map((name) => table(name));
    expect(few(ITEM, names, 3)).toEqual([`${table("app-*")} shared-beginning`, table("web-a"), table("web-b")]);
  });

  test("two are enough where that leaves too many", () => {
    const names = ["app-a", "app-b", "app-c", "web-a", "web-b"].map((name) => table(name));
    expect(few(ITEM, names, 2)).toEqual([`${table("app-*")} shared-beginning`, `${table("web-*")} shared-beginning`]);
  });

  test("what stands below one path is named by the path", () => {
    const names = ["app/one", "app/two", "web/three", "four"].map(parameter);
    expect(few("ssm:GetParameter", names, 3)).toEqual([
      `${parameter("app/*")} shared-beginning`,
      parameter("four"),
      parameter("web/three"),
    ]);
  });

  test("the same name in several accounts is that name in any", () => {
    const names = [table("orders", "eu-west-1:111122223333"), table("orders", "eu-west-1:444455556666"), table("bills")];
    expect(few(ITEM, names, 2)).toEqual([`${table("orders", "eu-west-1:*")} any-account`, table("bills")].sort());
  });

  test("names without anything in common are all of the type, in each of their regions and accounts, and no further", () => {
    const names = [table("orders"), table("bills"), table("users", "us-east-1:111122223333")];
    expect(few(ITEM, names, 1)).toEqual([`${table("*")} whole-type`, `${table("*", "us-east-1:111122223333")} whole-type`]);
  });

  test("objects are named by what their keys begin with in their bucket, and never by what buckets have in common", () => {
    const object = (key: string) => `arn:aws:s3:::${key}`;
    const names = ["data-a/in-one", "data-a/in-two", "data-a/in-three", "data-b/in-one", "data-b/out-two"].map(object);
    expect(few("s3:GetObject", names, 4)).toEqual([
      `${object("data-a/in-*")} shared-beginning`,
      object("data-b/in-one"),
      object("data-b/out-two"),
    ]);
    expect(few("s3:GetObject", names, 2)).toEqual([`${object("data-a/in-*")} shared-beginning`, `${object("data-b/*")} shared-beginning`]);
  });

  test("a type that has an account and no region is bounded by its account", () => {
    const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
    expect(few("iam:GetRole", [role("reader"), role("writer")], 1)).toEqual([`${role("*")} whole-type`]);
  });

  test("buckets are never all buckets: no account bounds them", () => {
    const names = ["arn:aws:s3:::reports", "arn:aws:s3:::photos"];
    expect(few("s3:ListBucket", names, 1)).toEqual(names.toSorted());
  });
});

test.each<[string, string[], string[] | undefined]>([
  ["a subdomain for each customer", ["acme.app.example", "zulu.app.example", "acme.app.example"], ["*.app.example"]],
  ["an ending that begins with another letter before its separator", ["orders-eu-data", "bills-us-data"], ["*-data"]],
  ["one name alone", ["acme.app.example"], undefined],
  ["names that end alike in letters, and in no word", ["orders", "papers"], undefined],
  ["names that only a number ends", ["orders-1", "bills-1"], undefined],
  ["names of which one ends otherwise", ["orders-eu", "bills-eu", "users-us"], undefined],
])("names made by the role are named by how they go on, where all share it: %s", (_, names, expected) => {
  const ended = sharedEndings(
    names.map((name) => ({ pattern: table(name), from: 1 })),
    templateFor(ITEM, table("a")),
  );
  expect(ended).toEqual(expected?.map((name) => ({ pattern: table(name), because: "made-by-role", from: names.length })));
});

test("names in two accounts share an ending in each, or in none", () => {
  const [near, far] = ["eu-west-1:111122223333", "eu-west-1:444455556666"] as const;
  const ended = (...names: string[]) =>
    sharedEndings(
      names.map((pattern) => ({ pattern, from: 1 })),
      templateFor(ITEM, table("a")),
    )?.map(({ pattern }) => pattern);
  expect(ended(table("a.one", near), table("b.one", near), table("c.two", far), table("d.two", far))).toEqual([
    table("*.one", near),
    table("*.two", far),
  ]);
  expect(ended(table("a.one", near), table("b.one", near), table("c.two", far))).toBeUndefined();
});
