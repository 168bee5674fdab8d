import { regionalArn } from "#core/aws/arn.ts";
import { isObject, objectOf } from "#core/cloudtrail/record.ts";
import { type NeedFact, service, type ToldFact } from "./knowledge.ts";
import { has } from "./request.ts";

const withTemplate = has("launchTemplate", "mixedInstancesPolicy");
const template = "Amazon EC2 Auto Scaling User Guide: Control Amazon EC2 launch template usage in Auto Scaling groups";
const ec2Arn = "arn:${Partition}:ec2:${Region}:${Account}:";

/** Auto Scaling checks whether the caller may launch from the template; what the template holds is not in the request. */
const launched: readonly NeedFact[] = [
  {
    actions: ["ec2:RunInstances"],
    on: [
      `${ec2Arn}launch-template/\${launchtemplateid}`,
      `${ec2Arn}subnet/\${vpczoneidentifier}`,
      `${ec2Arn}instance/*`,
      `${ec2Arn}key-pair/*`,
      `${ec2Arn}network-interface/*`,
      `${ec2Arn}security-group/*`,
      `${ec2Arn}volume/*`,
      "arn:${Partition}:ec2:${Region}::image/*",
      "arn:${Partition}:ec2:${Region}::snapshot/*",
    ],
    when: withTemplate,
    source: template,
  },
  {
    actions: ["ec2:CreateTags"],
    on: [`${ec2Arn}instance/*`, `${ec2Arn}network-interface/*`, `${ec2Arn}volume/*`],
    when: withTemplate,
    source: template,
  },
];

/** Each tag says which group it is of. */
const taggedGroups: ToldFact = {
  alone: true,
  arns: ({ request: { tags } }, place) => {
    const groups = (Array.isArray(tags) ? tags : []).filter(isObject).flatMap(({ resourceId }) => resourceId ?? []);
    const names = [...new Set(groups.filter((name) => typeof name === "string"))];
    if (names.length === 0) return undefined;
    return names.map((name) => regionalArn("autoscaling", place, `autoScalingGroup:*:autoScalingGroupName/${name}`));
  },
  source: "Amazon EC2 Auto Scaling API Reference: Tag, ResourceId",
};

/** The group that an instance belongs to is in the answer alone. */
const answeredGroup: ToldFact = {
  alone: false,
  arns: ({ response }, place) => {
    const { autoScalingGroupName: name } = objectOf(response.activity);
    return typeof name === "string" ? [regionalArn("autoscaling", place, `autoScalingGroup:*:autoScalingGroupName/${name}`)] : undefined;
  },
  source: "Amazon EC2 Auto Scaling API Reference: TerminateInstanceInAutoScalingGroup, Activity",
};

export const autoscaling = service("autoscaling", {
  eventSources: [
    {
      name: "autoscaling",
      sharedWith: ["application-autoscaling", "autoscaling-plans"],
      source: "Application Auto Scaling User Guide: Log API calls using CloudTrail",
    },
  ],
  calls: {
    CreateAutoScalingGroup: { needs: launched },
    CreateOrUpdateTags: { told: taggedGroups },
    DeleteTags: { told: taggedGroups },
    TerminateInstanceInAutoScalingGroup: { told: answeredGroup },
    UpdateAutoScalingGroup: { needs: launched },
  },
  types: { launchConfiguration: { madeUp: ["Id"] } },
  parameters: { GroupFriendlyName: ["autoscalinggroupname", "autoscalinggroupnames"] },
  madeUp: ["GroupId"],
  passesRoles: [
    {
      sometimes: ["CreateAutoScalingGroup", "CreateLaunchConfiguration", "UpdateAutoScalingGroup"],
      to: ["ec2.amazonaws.com"],
      heldBy: ["launchTemplate", "mixedInstancesPolicy"],
      source: "Amazon EC2 Auto Scaling User Guide: Control Amazon EC2 launch template usage",
    },
    {
      sometimes: ["PutLifecycleHook"],
      to: ["autoscaling.amazonaws.com"],
      source: "Amazon EC2 Auto Scaling User Guide: Route notifications to Amazon SNS or SQS, Create an IAM role",
    },
  ],
  tagging: { action: "CreateOrUpdateTags" },
});
