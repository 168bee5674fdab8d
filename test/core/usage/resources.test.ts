import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { templatesOf } from "#core/usage/arn-template.ts";
import { actionsOf } from "#core/usage/event-actions.ts";
import { record } from "./records.ts";

const catalogue = loadCatalogue();

describe("every ARN template that there is", () => {
  test("recognises an ARN made from it", () => {
    const infos = catalogue.services().flatMap((service) => catalogue.actionsOf(service));
    const wrong = infos.flatMap(templatesOf).filter((template) => {
      const values: Readonly<Record<string, string>> = { Partition: "aws", Region: "eu-west-1", Account: "111122223333" };
      const arn = template.variables.reduce(
        (text, { name }, index) => text + (values[name] ?? "x1") + template.texts[index + 1],
        template.texts[0] ?? "",
      );
      return !template.pattern.test(arn);
    });
    expect(wrong.map((template) => `${template.service} ${template.type}`)).toEqual([]);
  });
});

describe("whatever a request holds", () => {
  const actions = ["s3:GetObject", "logs:CreateLogStream", "ec2:RunInstances", "lambda:InvokeFunction", "ssm:SendCommand", "glue:GetTable"];
  const events = actions.flatMap((action) => {
    const [prefix, name] = action.split(":");
    return [{ action, eventSource: `${prefix}.amazonaws.com`, eventName: name }];
  });

  test("only ARNs of the action's own resource types are given", () => {
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom("arn:aws:s3:::a/b", "arn:aws:iam::111122223333:role/r", "i-0aaaaaaaaaaaaaaa1"),
      fc.array(fc.string()),
    );
    const request = fc.dictionary(
      fc.constantFrom("bucketName", "key", "logGroupName", "logStreamName", "instanceId", "functionName", "name", "databaseName"),
      value,
    );
    let found = 0;
    fc.assert(
      fc.property(fc.constantFrom(...events), request, ({ action, eventSource, eventName }, requestParameters) => {
        const event = actionsOf(record({ eventSource, eventName, requestParameters }), catalogue);
        const info = catalogue.find(action);
        const arns = event.kind === "actions" ? (event.uses.find((use) => use.action === action)?.resources ?? []) : [];
        found += arns.length;
        const templates = info === undefined ? [] : templatesOf(info);
        expect(arns.filter((arn) => !templates.some((template) => template.pattern.test(arn)))).toEqual([]);
      }),
    );
    expect(found).toBeGreaterThan(0);
  });
});

describe("a name without an ARN, in a call that crossed accounts", () => {
  const call = { eventSource: "dynamodb.amazonaws.com", eventName: "DescribeTable", requestParameters: { tableName: "orders" } };
  const tablesOf = (differing: Readonly<Record<string, unknown>>) => {
    const found = actionsOf(record({ ...call, ...differing }), catalogue);
    return found.kind === "actions" ? found.uses.flatMap(({ resources }) => resources) : [];
  };

  test("is one of the caller's account, whoever's log it stands in", () => {
    expect(tablesOf({ recipientAccountId: "444455556666" })).toEqual(["arn:aws:dynamodb:eu-west-1:111122223333:table/orders"]);
  });

  test("is one of the log's account where the record does not say whose the caller is", () => {
    const userIdentity = { type: "AWSService", invokedBy: "lambda.amazonaws.com" };
    expect(tablesOf({ userIdentity })).toEqual(["arn:aws:dynamodb:eu-west-1:111122223333:table/orders"]);
    expect(tablesOf({ userIdentity, recipientAccountId: "444455556666" })).toEqual([
      "arn:aws:dynamodb:eu-west-1:444455556666:table/orders",
    ]);
  });
});

describe("what a request says of an object is its name", () => {
  const named = (key: string) => {
    const requestParameters = { bucketName: "data", key };
    const found = actionsOf(record({ eventSource: "s3.amazonaws.com", eventName: "GetObject", requestParameters }), catalogue);
    if (found.kind !== "actions") throw new Error("It is an action.");
    return found.uses.flatMap(({ resources }) => resources).includes(`arn:aws:s3:::data/${key.replaceAll(" ", "?")}`);
  };

  test.each([
    ["with a space in it", "in/a file.csv", true],
    ["as long as S3 allows", "k".repeat(1024), true],
    ["but not where it is longer", "k".repeat(1025), false],
    ["but not where CloudTrail hid it", "HIDDEN_DUE_TO_SECURITY_REASONS", false],
    ["but not where it is an address", "https://data.s3.amazonaws.com/a", false],
  ])("%s", (_, key, isName) => {
    expect(named(key)).toBe(isName);
  });
});

test("of a call that names more than a hundred things, the first hundred stand for it", () => {
  const items = Array.from({ length: 150 }, (_, index) => ({ instanceId: `i-${String(index).padStart(17, "0")}` }));
  const requestParameters = { instancesSet: { items } };
  const found = actionsOf(record({ eventSource: "ec2.amazonaws.com", eventName: "TerminateInstances", requestParameters }), catalogue);
  if (found.kind !== "actions") throw new Error("It is an action.");
  const resources = found.uses.flatMap((use) => use.resources);
  expect(resources).toEqual(items.slice(0, 100).map(({ instanceId }) => `arn:aws:ec2:eu-west-1:111122223333:instance/${instanceId}`));
});

describe("what a request names", () => {
  const named = (event: string, requestParameters: object) => {
    const [prefix, eventName] = event.split(":");
    const found = actionsOf(record({ eventSource: `${prefix}.amazonaws.com`, eventName, requestParameters }), catalogue);
    if (found.kind !== "actions") throw new Error(`${event} is no action.`);
    return found.uses.flatMap(({ action, resources }) => (action === event ? resources : []));
  };

  test("as `name` is not taken for a part of the thing whose name it is: the version of a bot is not called after the bot", () => {
    expect(named("lex:CreateBotVersion", { name: "Order" })).toEqual([]);
  });

  test("in a single parameter does not hide what every such call touches besides", () => {
    const CreateFlowLogsRequest = { ResourceType: "VPC", ResourceId: { tag: 1, content: "vpc-0123456789abcdef0" } };
    expect(named("ec2:CreateFlowLogs", { CreateFlowLogsRequest })).toEqual([
      "arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/*",
      "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-0123456789abcdef0",
    ]);
  });
});

describe("a name in a request", () => {
  const resources = (source: string, eventName: string, requestParameters: object) => {
    const found = actionsOf(record({ eventSource: `${source}.amazonaws.com`, eventName, requestParameters }), catalogue);
    if (found.kind !== "actions") throw new Error(`${eventName} is an action.`);
    return found.uses[0]?.resources;
  };
  const role = (name: string) => [`arn:aws:iam::111122223333:role/${name}`];

  test.each<[string, string, object, readonly string[]]>([
    ["stands under the path that it is made with", "CreateRole", { roleName: "r", path: "/app/one/" }, role("app/one/r")],
    ["stands under no path where it is made with none", "CreateRole", { roleName: "r" }, role("r")],
    ["stands under no path that is a pattern", "CreateRole", { roleName: "r", path: "/app*/" }, role("r")],
    ["is not moved by a call that does not make it", "GetRole", { roleName: "r", path: "/app/" }, role("r")],
  ])("%s (IAM User Guide, IAM identifiers)", (_, eventName, request, arns) => {
    expect(resources("iam", eventName, request)).toEqual(arns);
  });

  test("is not named twice by the beginning that every id has (Service Authorization Reference, AWS Organizations: policy)", () => {
    const arns = resources("organizations", "DescribePolicy", { policyId: "p-0a1b2c3d" }) ?? [];
    expect(arns.length).toBeGreaterThan(0);
    for (const arn of arns) expect(arn).toMatch(/\/p-0a1b2c3d$/);
  });
});

describe("what the answer to a call that makes something tells by its ARN", () => {
  const told = (event: string, requestParameters: object, arn: string) => {
    const [prefix, eventName] = event.split(":");
    const call = record({ eventSource: `${prefix}.amazonaws.com`, eventName, requestParameters, responseElements: { made: { arn } } });
    const found = actionsOf(call, catalogue);
    if (found.kind !== "actions") throw new Error(`${event} is no action.`);
    return found.uses.flatMap(({ action, resources }) => (action === event ? resources : []));
  };
  const catalog = (name: string) => `arn:aws:athena:eu-west-1:111122223333:datacatalog/${name}`;
  const activity = (name: string) => `arn:aws:states:eu-west-1:111122223333:activity:${name}`;

  test.each([
    ["behind a slash", "athena:CreateDataCatalog", catalog("sales"), { label: "sales" }],
    ["behind a colon", "states:CreateActivity", activity("poll"), { label: "poll" }],
    ["and be it of three letters", "athena:CreateDataCatalog", catalog("eng"), { label: "eng" }],
  ])("is what it made, where the request chose that name, %s, though by a word that nobody knows", (_, event, arn, request) => {
    expect(told(event, request, arn)).toEqual([arn]);
  });

  test.each([
    ["a name that is none of the request's: AWS made it up, and the next has another", catalog("0a1b2c3d"), { label: "sales" }],
    ["where the request's word is only the end of the name", catalog("resales"), { label: "sales" }],
    ["where the request's word is only its beginning", catalog("sales-0a1b2c3d"), { label: "sales" }],
    ["where the request's word is of two letters, as many are", catalog("eu"), { label: "eu" }],
  ])("is nothing that counts under %s", (_, arn, request) => {
    expect(told("athena:CreateDataCatalog", request, arn)).toEqual([]);
  });

  test("is what the call is on where it makes nothing, whoever chose the name", () => {
    expect(told("athena:UpdateDataCatalog", { label: "x" }, catalog("0a1b2c3d"))).toEqual([catalog("0a1b2c3d")]);
  });
});

test("`name` alone is the thing's that a call makes, and not that of another which it requires beside it: an image builder's, not its image's", () => {
  const requestParameters = { name: "builder", imageName: "base" };
  const found = actionsOf(
    record({ eventSource: "appstream.amazonaws.com", eventName: "CreateImageBuilder", requestParameters }),
    catalogue,
  );
  expect(found.kind === "actions" && found.uses[0]?.resources).toEqual([
    "arn:aws:appstream:eu-west-1:111122223333:image-builder/builder",
    "arn:aws:appstream:eu-west-1:111122223333:image/base",
  ]);
});
