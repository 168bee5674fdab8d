import { regionalArn } from "#core/aws/arn.ts";
import { type NeedFact, service, type ToldFact } from "./knowledge.ts";
import { mentions } from "./request.ts";

/** A task's volume is made with another role than the task's own, which goes to Amazon ECS itself. */
const ofVolume: readonly NeedFact[] = [
  {
    actions: ["iam:PassRole"],
    on: ["arn:${Partition}:iam::${Account}:role/${rolearn}"],
    when: mentions(/"managedEBSVolume"/, "with a volume that Amazon ECS makes"),
    source: "Amazon ECS Developer Guide: Amazon ECS infrastructure IAM role",
  },
];

export const ecs = service("ecs", {
  calls: {
    RegisterTaskDefinition: { told: taskDefinition("family", "Amazon ECS API Reference: RegisterTaskDefinition, family") },
    RunTask: { needs: ofVolume, told: taskDefinition("taskDefinition", "Amazon ECS API Reference: RunTask, taskDefinition") },
    StartTask: { needs: ofVolume, told: taskDefinition("taskDefinition", "Amazon ECS API Reference: StartTask, taskDefinition") },
  },
  parameters: {
    ClusterName: ["cluster", "clustername", "clusters"],
    ServiceName: ["service", "servicename", "services"],
    TaskId: ["task", "tasks"],
  },
  omitted: {
    values: { ClusterName: "default" },
    source: "Amazon ECS API Reference: each call's cluster, 'If you do not specify a cluster, the default cluster is assumed'",
  },
  ephemeralTypes: ["daemon-deployment", "service-deployment", "task", "task-set"],
  passesRoles: [
    {
      always: ["RunTask", "StartTask"],
      sometimes: ["RegisterDaemonTaskDefinition", "RegisterTaskDefinition"],
      to: ["ecs-tasks.amazonaws.com"],
      heldBy: ["taskDefinition"],
      holderMadeBy: { RegisterTaskDefinition: "family" },
      holderName: (name) => name.replace(/^.*task-definition\//, "").replace(/:\d+$/, ""),
      source: "the AWS managed policy AmazonECS_FullAccess passes roles to it",
    },
    {
      always: ["CreateExpressGatewayService"],
      sometimes: ["UpdateExpressGatewayService"],
      to: ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"],
      source: "Amazon ECS Developer Guide: Amazon ECS task execution IAM role, Amazon ECS infrastructure IAM role",
    },
    {
      sometimes: ["CreateService", "UpdateService"],
      to: ["ecs.amazonaws.com"],
      source: "Amazon ECS Developer Guide: Amazon ECS infrastructure IAM role; Amazon ECS API Reference: CreateService, role",
    },
    {
      sometimes: ["CreateCapacityProvider", "UpdateCapacityProvider"],
      to: ["ec2.amazonaws.com", "ecs.amazonaws.com"],
      source: "Amazon ECS Developer Guide: Amazon ECS infrastructure IAM role, Amazon ECS Managed Instances instance profile",
    },
  ],
  blindSpots: [
    { kind: "not-logged", actions: ["Poll", "StartTelemetrySession"], source: "Amazon ECS Developer Guide: Container instance IAM role" },
  ],
  implied: [
    {
      seen: ["DescribeTasks"],
      implies: ["StopTask"],
      whereUsed: true,
      on: "same-resources",
      because: "a role that stops tasks of one cluster stops those that it watches in the others",
      source: "Amazon ECS API Reference: StopTask",
    },
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

/** `family` is the latest revision, which is another one the next time; `family:revision` is that one. */
function taskDefinition(parameter: string, source: string): ToldFact {
  return {
    alone: false,
    arns: ({ request }, place) => {
      const [, family, revision = ":*"] = /^([\w-]+)(:\d+)?$/.exec(String(request[parameter] ?? "")) ?? [];
      return family === undefined ? undefined : [regionalArn("ecs", place, `task-definition/${family}${revision}`)];
    },
    source,
  };
}
