import { service } from "./knowledge.ts";

export const applicationAutoscaling = service("application-autoscaling", {
  eventSources: [
    {
      name: "autoscaling",
      when: ({ serviceNamespace }) => serviceNamespace !== undefined,
      source: "Application Auto Scaling API Reference: `ServiceNamespace`; EC2 Auto Scaling shares the event source and some of the names",
    },
  ],
  passesRoles: [
    {
      sometimes: ["RegisterScalableTarget"],
      to: ["application-autoscaling.amazonaws.com"],
      source: "the AWS managed policy AmazonECS_FullAccess passes roles to it",
    },
  ],
});
