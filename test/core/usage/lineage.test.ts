import { expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { actionsOf } from "#core/usage/event-actions.ts";
import { madeBy } from "#core/usage/lineage.ts";
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
const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs";

test.each<[string, string, object, object, readonly string[]]>([
  ["an id of AWS's making", "ec2:AllocateAddress", {}, { allocationId: "eipalloc-0123456789abcdef0" }, ["eipalloc-0123456789abcdef0"]],
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
  ["a word of its answer that is no id", "ec2:AllocateAddress", {}, { allocationId: "production" }, "production"],
])("a call does not make %s", (_, event, request, answer, thing) => {
  expect(made(event, request, answer)).not.toContain(thing);
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
