import { describe, expect, test } from "vitest";
import { passedRoles } from "#core/usage/passed-roles.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { record } from "./records.ts";

const arn = (name: string, kind = "role") => `arn:aws:iam::111122223333:${kind}/${name}`;

function passed(action: string, requestParameters: object, more: object = {}) {
  const info = catalogue.find(action);
  if (!info) throw new Error(`The catalogue has ${action}.`);
  const [service = "", eventName = ""] = action.split(":");
  return passedRoles(record({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters, ...more }), info);
}
const rolesOf = (found: ReturnType<typeof passed>) => found.flatMap(({ roles }) => roles);

describe("a role is handed over", () => {
  test.each<[string, string, object, readonly string[]]>([
    ["by its ARN", "lambda:CreateFunction", { role: arn("f") }, [arn("f")]],
    ["by its ARN, once where it is named twice", "lambda:CreateFunction", { role: arn("f"), other: { role: arn("f") } }, [arn("f")]],
    ["in an instance profile, by its name", "ec2:RunInstances", { iamInstanceProfile: { name: "web" } }, [arn("web", "instance-profile")]],
    [
      "in an instance profile, by its ARN",
      "ec2:RunInstances",
      { iamInstanceProfile: { arn: arn("web", "instance-profile") } },
      [arn("web", "instance-profile")],
    ],
    [
      "in an instance profile that stands in the data of a template",
      "ec2:CreateLaunchTemplate",
      { CreateLaunchTemplateRequest: { LaunchTemplateData: { IamInstanceProfile: { Name: "web" } } } },
      [arn("web", "instance-profile")],
    ],
  ])("%s", (_, action, request, roles) => {
    expect(rolesOf(passed(action, request))).toEqual(roles);
  });

  test("to the service that gets it (IAM User Guide, iam:PassedToService)", () => {
    expect(passed("lambda:CreateFunction", { role: arn("f") })).toEqual([{ roles: [arn("f")], receivers: ["lambda.amazonaws.com"] }]);
  });

  test("to no service that is known where the service has another name, as in China", () => {
    const userIdentity = { type: "AssumedRole", arn: "arn:aws-cn:sts::111122223333:assumed-role/a/b", accountId: "111122223333" };
    const role = "arn:aws-cn:iam::111122223333:role/f";
    expect(passed("lambda:CreateFunction", { role }, { userIdentity, awsRegion: "cn-north-1" })).toEqual([{ roles: [role] }]);
  });

  test("to the service that it is linked to, where it is service-linked, and to no other", () => {
    const linked = arn("aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling");
    const found = passed("lambda:CreateFunction", { role: linked, other: { executionRole: arn("f") } });
    expect(found).toContainEqual({ roles: [linked], receivers: ["autoscaling.amazonaws.com"] });
    expect(found.filter(({ receivers = [] }) => receivers.includes("lambda.amazonaws.com")).flatMap(({ roles }) => roles)).not.toContain(
      linked,
    );
  });
});

describe("no role is handed over", () => {
  test.each<[string, string, object]>([
    ["by a call that names none", "lambda:CreateFunction", { functionName: "f" }],
    ["by a call that deletes", "lambda:DeleteFunction", { role: arn("f") }],
    ["by a call that reads", "sqs:GetQueueAttributes", { roleArn: arn("f") }],
    ["by a call about the role itself", "iam:UpdateRole", { roleArn: arn("f") }],
    ["by a call that names a user", "xray:CreateGroup", { roleArn: arn("u", "user") }],
    ["by a call that names a role of no account", "xray:CreateGroup", { roleArn: "arn:aws:iam::*:role/f" }],
    ["by a call that names it in a parameter that is called otherwise", "xray:CreateGroup", { filter: arn("f") }],
  ])("%s", (_, action, request) => {
    expect(rolesOf(passed(action, request))).toEqual([]);
  });
});

test("a writing call of a service without a line of its own hands over what it names as a role", () => {
  expect(rolesOf(passed("xray:CreateGroup", { serviceRoleArn: arn("f"), filter: arn("g") }))).toEqual([arn("f")]);
});
