import { expect, test } from "vitest";
import { touchedResources, typesAlwaysTouched } from "#core/usage/touched.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { record } from "./records.ts";

function touched(action: string, requestParameters: object, named: readonly string[] = []) {
  const info = catalogue.find(action);
  if (!info) throw new Error(`The catalogue has ${action}.`);
  const [service = "", eventName = ""] = action.split(":");
  return touchedResources(record({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters }), info, named);
}

const FLOW_LOGS = "arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/*";

test.each<[string, readonly string[], readonly string[]]>([
  ["what it makes, whose name it does not tell", ["arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"], [FLOW_LOGS]],
  ["nothing more, where it names one of them", ["arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/fl-1"], []],
])("CreateFlowLogs touches %s (Service Authorization Reference, Amazon EC2)", (_, named, expected) => {
  expect(touched("ec2:CreateFlowLogs", { ResourceId: "vpc-1" }, named)).toEqual(expected);
});

test("a call whose parameters are not known tells nothing", () => {
  expect(touched("ec2:CreateFlowLogs", {})).toEqual([]);
});

test("a call that tags what it makes makes it: a volume, by a tag specification (Amazon EC2 API Reference, TagSpecification)", () => {
  const TagSpecificationSet = { items: [{ resourceType: "volume", tags: [{ key: "a", value: "b" }] }] };
  const found = touched("ec2:RunInstances", { tagSpecificationSet: TagSpecificationSet }, ["arn:aws:ec2:eu-west-1::image/ami-1"]);
  expect(found).toContain("arn:aws:ec2:eu-west-1:111122223333:volume/*");
});

const PLACE = "arn:aws:ec2:eu-west-1:111122223333";

test.each<[string, string, readonly string[], readonly string[]]>([
  ["what it requires beside that, where its request names nothing", "subnet", [], [`${PLACE}:subnet/*`, `${PLACE}:vpc/*`]],
  ["that alone, where its request names the rest", "subnet", [`${PLACE}:vpc/vpc-1`], [`${PLACE}:subnet/*`]],
  ["nothing that is not told, where its request names that itself", "subnet", [`${PLACE}:subnet/subnet-1`], []],
  ["nothing of a type that it cannot make", "volume", [], []],
])("CreateSubnet with tags for a thing that it makes touches %s", (_, resourceType, named, expected) => {
  const items = [{ resourceType, tags: [{ key: "a", value: "b" }] }];
  expect(touched("ec2:CreateSubnet", { tagSpecificationSet: { items } }, named)).toEqual(expected);
});

test("types that every call of an action touches are known by the action alone", () => {
  expect([typesAlwaysTouched("ec2:CreateFlowLogs"), typesAlwaysTouched("sqs:ListQueues")]).toEqual([["vpc-flow-log"], []]);
});
