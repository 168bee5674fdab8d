import { expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { actionsOf } from "#core/usage/event-actions.ts";
import { type Making, madeBy, originsOf } from "#core/usage/lineage.ts";
import { record } from "./records.ts";

const catalogue = loadCatalogue();

/** What a call made, by the event, its request and its answer. */
function made(event: string, requestParameters: object, responseElements: object): readonly string[] {
  const [prefix, eventName] = event.split(":");
  const call = record({ eventSource: `${prefix}.amazonaws.com`, eventName, requestParameters, responseElements });
  const found = actionsOf(call, catalogue);
  if (found.kind !== "actions") throw new Error(`${event} is no action.`);
  return found.uses.flatMap((use) => (use.info ? [...madeBy(call, use.info, use).keys()] : []));
}

const FLOW = "arn:aws:appflow:eu-west-1:111122223333:flow/nightly";
const SNAPSHOT = (name: string) => `arn:aws:rds:eu-west-1:111122223333:snapshot:${name}`;
const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs";

const ADDRESS = { allocationId: "eipalloc-0123456789abcdef0" };
const TABLE = (name: string) => `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}`;

const TOPIC = "arn:aws:sns:eu-west-1:111122223333:news";
const MESSAGE = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";

/** An answer so many levels down. */
function within(levels: number, answer: object): object {
  return levels === 0 ? answer : { result: within(levels - 1, answer) };
}

test.each<[string, string, object, object, readonly string[]]>([
  ["an id of AWS's making", "ec2:AllocateAddress", {}, ADDRESS, [ADDRESS.allocationId]],
  [
    "a copy by the name that it gets",
    "rds:CopyDBSnapshot",
    { sourceDBSnapshotIdentifier: "before", targetDBSnapshotIdentifier: "after" },
    {},
    [SNAPSHOT("after")],
  ],
  ["an id six levels down in the answer", "ec2:AllocateAddress", {}, within(5, ADDRESS), [ADDRESS.allocationId]],
  ["the name that the request chose", "sqs:CreateQueue", { queueName: "jobs" }, {}, [QUEUE]],
])("a call makes %s", (_, event, request, answer, expected) => {
  expect(made(event, request, answer)).toEqual(expect.arrayContaining([...expected]));
});

test.each<[string, string, object, object, string]>([
  [
    "what it starts: that was there before, though the answer repeats it",
    "appflow:StartFlow",
    { flowName: "nightly" },
    { flowArn: FLOW },
    FLOW,
  ],
  [
    "what it copies",
    "rds:CopyDBSnapshot",
    { sourceDBSnapshotIdentifier: "before", targetDBSnapshotIdentifier: "after" },
    {},
    SNAPSHOT("before"),
  ],
  [
    "the table that it restores another from",
    "dynamodb:RestoreTableToPointInTime",
    { sourceTableName: "before", targetTableName: "after" },
    {},
    TABLE("before"),
  ],
  ["an id that is no name of what it is about", "sns:Publish", { topicArn: TOPIC }, { messageId: MESSAGE }, MESSAGE],
  ["an id seven levels down in the answer", "ec2:AllocateAddress", {}, within(6, ADDRESS), ADDRESS.allocationId],
  ["a word of its answer that is no id", "ec2:AllocateAddress", {}, { allocationId: "production" }, "production"],
])("a call does not make %s", (_, event, request, answer, thing) => {
  expect(made(event, request, answer)).not.toContain(thing);
});

test("a call whose resource is not told makes nothing that is known again", () => {
  const call = record({ eventSource: "sqs.amazonaws.com", eventName: "CreateQueue", requestParameters: {} });
  const info = catalogue.find("sqs:CreateQueue");
  if (!info) throw new Error("The catalogue knows it.");
  const made = (resource: string) => [...madeBy(call, info, { action: info.action, resources: [resource] }).keys()];
  expect([made(QUEUE), made("arn:aws:sqs:eu-west-1:111122223333:*")]).toEqual([[QUEUE], []]);
});

test.each<[string, string, string, readonly string[]]>([
  [
    "the thing itself, of which only the id that AWS makes up is not told",
    "cloudformation:CreateStack",
    "arn:aws:cloudformation:eu-west-1:111122223333:stack/web/*",
    ["arn:aws:cloudformation:eu-west-1:111122223333:stack/web/*"],
  ],
  ["nothing where only what it is a part of is told", "ecs:CreateService", "arn:aws:ecs:eu-west-1:111122223333:service/web/*", []],
])("a call makes %s", (_, action, resource, expected) => {
  const [prefix, eventName] = action.split(":");
  const info = catalogue.find(action);
  if (!info) throw new Error("The catalogue knows it.");
  const call = record({ eventSource: `${prefix}.amazonaws.com`, eventName, requestParameters: {} });
  expect([...madeBy(call, info, { action: info.action, resources: [resource] }).keys()]).toEqual(expected);
});

test("a call that failed makes nothing", () => {
  const call = record({
    eventSource: "sqs.amazonaws.com",
    eventName: "CreateQueue",
    requestParameters: { queueName: "jobs" },
    errorCode: "QueueAlreadyExists",
  });
  const info = catalogue.find("sqs:CreateQueue");
  if (!info) throw new Error("The catalogue knows it.");
  expect([...madeBy(call, info, { action: info.action, resources: [QUEUE] })]).toEqual([]);
});

const api = (id: string) => `arn:aws:apigateway:eu-west-1::/restapis/${id}`;

test.each<[string, string, Partial<Making>, string, ReturnType<ReturnType<typeof originsOf>>]>([
  ["an id of seven letters is known again", "a1b2c3d", {}, api("a1b2c3d"), { made: "new", madeIds: ["a1b2c3d"] }],
  [
    "what stands below it is a part of it",
    "a1b2c3d",
    {},
    api("a1b2c3d/stages/v1"),
    { made: "part", madeIds: ["a1b2c3d"], madeWithin: true },
  ],
  [
    "what a thing's id stands at the beginning of is within it",
    "s-01234567890abcdef",
    {},
    "arn:aws:transfer:eu-west-1:111122223333:user/s-01234567890abcdef/ann",
    { made: "part", madeIds: ["s-01234567890abcdef"], madeWithin: true },
  ],
  ["six letters are a word that many things may hold", "a1b2c3", {}, api("a1b2c3"), {}],
  ["what was written over was there before", "a1b2c3d", { isNew: false }, api("a1b2c3d"), { made: "put", madeIds: ["a1b2c3d"] }],
  ["a name that was made twice is still a new one", "a1b2c3d", { times: 2 }, api("a1b2c3d"), { made: "new", madeIds: ["a1b2c3d"] }],
  ["a name that is made again and again is none", "a1b2c3d", { times: 3 }, api("a1b2c3d"), {}],
  ["another id is not the role's", "a1b2c3d", {}, api("z9y8x7w"), {}],
])("of what the role made, %s", (_, id, making, arn, expected) => {
  const made = new Map([[id, { times: 1, isNew: true, ...making }]]);
  expect(originsOf(made)(arn, 1)).toEqual(expected);
});
