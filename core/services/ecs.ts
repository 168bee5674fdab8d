import { service } from "./knowledge.ts";

export const ecs = service("ecs", {
  parameters: {
    ClusterName: ["cluster", "clustername", "clusters"],
    ServiceName: ["service", "servicename", "services"],
    TaskId: ["task", "tasks"],
  },
  ephemeralTypes: ["daemon-deployment", "service-deployment", "task", "task-set"],
  passesRoles: [
    {
      always: ["RunTask", "StartTask"],
      sometimes: ["RegisterTaskDefinition"],
      to: ["ecs-tasks.amazonaws.com"],
      heldBy: ["taskDefinition"],
      source: "the AWS managed policy AmazonECS_FullAccess passes roles to it",
    },
    {
      always: ["CreateExpressGatewayService"],
      sometimes: ["CreateService"],
      source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
    },
  ],
  blindSpots: [
    { kind: "not-logged", actions: ["Poll", "StartTelemetrySession"], source: "Amazon ECS Developer Guide: Container instance IAM role" },
  ],
  implied: [
    {
      seen: ["DiscoverPollEndpoint", "RegisterContainerInstance"],
      purposes: ["ec2"],
      implies: ["Poll", "StartTelemetrySession"],
      on: "everything",
      because: "the container agent that asked for its endpoint polls it",
      source: "Amazon ECS Developer Guide: Container instance IAM role",
    },
  ],
  usuallyCalls: {
    "ecs-tasks": ["s3", "dynamodb", "sqs", "sns", "logs", "xray", "kinesis", "cloudwatch", "events", "ssmmessages"],
  },
  discoveryCalls: ["ListClusters"],
});
