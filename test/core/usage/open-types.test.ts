import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { templatesOf } from "#core/usage/arn-template.ts";
import { namedAccounts, openEach, openTypes } from "#core/usage/open-types.ts";

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

test("a name of two parts that is left open is one open name: a private domain's, of name and id", () => {
  const info = catalogue.find("apigateway:CreateAccessAssociation");
  const templates = (info ? templatesOf(info) : []).filter(({ type }) => type === "PrivateDomainName");
  expect(openEach(templates, { partition: "aws", region: "eu-west-1", account: "111122223333" })).toEqual([
    "arn:aws:apigateway:eu-west-1:111122223333:/domainnames/*",
  ]);
});

test("several types with their names left open are in order, each once", () => {
  const info = catalogue.find("rds:ListTagsForResource");
  const templates = (info ? templatesOf(info) : []).filter(({ type }) => ["db", "cluster"].includes(type));
  const expected = ["cluster", "db"].map((type) => `arn:aws:rds:eu-west-1:111122223333:${type}:*`);
  for (const order of [templates, templates.toReversed(), [...templates, ...templates]])
    expect(openEach(order, { partition: "aws", region: "eu-west-1", account: "111122223333" })).toEqual(expected);
});

describe("types with their names left open, where a role works", () => {
  const [ONE, TWO] = ["111122223333", "444455556666"];
  const facts = { partition: "aws", accounts: [ONE], regions: ["eu-west-1"] };
  const queue = (place: string) => `arn:aws:sqs:${place}:*`;
  const many = Array.from({ length: 6 }, (_, index) => `11112222333${index}`);
  const open = (action: string, known: Partial<typeof facts>, seen: readonly string[] = []) => {
    const info = catalogue.find(action);
    if (!info) throw new Error(`The catalogue knows ${action}.`);
    return openTypes(templatesOf(info), { ...facts, ...known }, seen);
  };

  test.each<[string, Partial<typeof facts>, readonly string[], readonly string[]]>([
    ["are in its region and account", {}, [], [`eu-west-1:${ONE}`]],
    ["are in any region where none is known", { regions: [] }, [], [`*:${ONE}`]],
    ["are in any account where none is known", { accounts: [] }, [], ["eu-west-1:*"]],
    [
      "are in each of its regions and accounts",
      { regions: ["eu-west-1", "us-east-1"], accounts: [ONE, TWO] },
      [],
      [`eu-west-1:${ONE}`, `eu-west-1:${TWO}`, `us-east-1:${ONE}`, `us-east-1:${TWO}`],
    ],
    ["are in each of five accounts", { accounts: many.slice(1) }, [], many.slice(1).map((account) => `eu-west-1:${account}`)],
    ["are in any account where it has more than five", { accounts: many }, [], ["eu-west-1:*"]],
    ["are where things of theirs were seen, wherever else it works", {}, [`arn:aws:sqs:sa-east-1:${TWO}:a`], [`sa-east-1:${TWO}`]],
    [
      "are once where several were seen in one place",
      {},
      [`arn:aws:sqs:eu-west-1:${ONE}:a`, `arn:aws:sqs:eu-west-1:${ONE}:b`],
      [`eu-west-1:${ONE}`],
    ],
    [
      "are in the accounts of what was seen, however many, where it works in one itself",
      {},
      many.map((account) => `arn:aws:sqs:eu-west-1:${account}:a`),
      many.map((account) => `eu-west-1:${account}`),
    ],
    [
      "are in the accounts of what was seen, however many, where it works in five",
      { accounts: many.slice(1) },
      many.map((account) => `arn:aws:sqs:eu-west-1:${account}:a`),
      many.map((account) => `eu-west-1:${account}`),
    ],
    [
      "are in any account where it works in many and was seen in many",
      { accounts: many },
      many.map((account) => `arn:aws:sqs:eu-west-1:${account}:a`),
      ["eu-west-1:*"],
    ],
    [
      "are in the few accounts in which it was seen, where it works in many",
      { accounts: many },
      many.slice(1).map((account) => `arn:aws:sqs:eu-west-1:${account}:a`),
      many.slice(1).map((account) => `eu-west-1:${account}`),
    ],
  ])("%s", (_, known, seen, places) => {
    expect(open("sqs:SendMessage", known, seen)).toEqual(places.map(queue));
  });

  test("are, of more than six types, all that the service has there: so many patterns would fill a policy", () => {
    const info = catalogue.find("rds:ListTagsForResource");
    const names = ["cluster", "cluster-endpoint", "cluster-pg", "cluster-snapshot", "db", "es", "og"];
    const of = (types: readonly string[]) => (info ? templatesOf(info) : []).filter(({ type }) => types.includes(type));
    const here = `arn:aws:rds:eu-west-1:${ONE}`;
    expect(openTypes(of(names.slice(0, 6)), facts, [])).toEqual(names.slice(0, 6).map((name) => `${here}:${name}:*`));
    expect(openTypes(of(names), facts, [])).toEqual([`${here}:*`]);
  });

  test("are in AWS's first partition where none is known", () => {
    expect(open("sqs:SendMessage", { partition: "" })).toEqual([queue(`eu-west-1:${ONE}`)]);
  });

  test.each([
    [many.slice(1), many.slice(1)],
    [many, ["*"]],
    [[], ["*"]],
  ])("accounts %j are named as %j", (accounts, expected) => {
    expect(namedAccounts({ accounts })).toEqual(expected);
  });
});
