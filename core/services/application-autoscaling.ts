import { service } from "./knowledge.ts";

export const applicationAutoscaling = service("application-autoscaling", {
  eventSources: [
    {
      name: "autoscaling",
      when: ({ serviceNamespace }) => serviceNamespace !== undefined,
      source: "Application Auto Scaling API Reference: `ServiceNamespace`; EC2 Auto Scaling shares the event source and some of the names",
    },
  ],
  // The target's ARN ends in an id; the request's resourceId is what scales, such as table/orders.
  madeUp: ["ResourceId"],
  passesRoles: [
    {
      sometimes: ["RegisterScalableTarget"],
      to: ["application-autoscaling.amazonaws.com"],
      source: "the AWS managed policy AmazonECS_FullAccess passes roles to it",
    },
  ],
});
