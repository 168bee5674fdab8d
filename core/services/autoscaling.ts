import { service } from "./knowledge.ts";

export const autoscaling = service("autoscaling", {
  eventSources: [
    {
      name: "autoscaling",
      sharedWith: ["application-autoscaling", "autoscaling-plans"],
      source: "Application Auto Scaling User Guide: Log API calls using CloudTrail",
    },
  ],
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
      source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
    },
  ],
  tagging: { action: "CreateOrUpdateTags" },
});
