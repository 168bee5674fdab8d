import { type Place, regionalArn } from "#core/aws/arn.ts";
import type { JsonObject } from "#core/cloudtrail/record.ts";
import { service } from "./knowledge.ts";
import { has } from "./request.ts";

export const batch = service("batch", {
  calls: {
    SubmitJob: {
      touches: [
        { types: ["job-definition", "job-queue"], source: "AWS Batch API Reference: SubmitJob" },
        { types: ["job-definition-revision"], when: has("jobDefinition"), source: "AWS Batch API Reference: SubmitJob, jobDefinition" },
      ],
      told: {
        alone: false,
        arns: ({ request }, place) => jobDefinitions(request, place),
        source: "AWS Batch API Reference: SubmitJob, jobDefinition",
      },
    },
  },
  types: { job: { parameters: { JobId: ["jobid", "jobs"] } } },
  ephemeralTypes: ["job", "service-job"],
  passesRoles: [
    {
      sometimes: ["RegisterJobDefinition"],
      to: ["ecs-tasks.amazonaws.com"],
      source: "AWS Batch User Guide: AWS Batch IAM execution role",
    },
    {
      sometimes: ["CreateComputeEnvironment"],
      source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
    },
  ],
});

/** `name`, `name:revision` or an ARN; without a revision it is the latest, which is another one the next time. */
function jobDefinitions({ jobDefinition }: JsonObject, place: Place): readonly string[] {
  const found = /^(arn:[^:]*:batch:[^:]*:[^:]*:job-definition\/)?([\w-]+)(?::\d+)?$/.exec(String(jobDefinition ?? ""));
  if (found === null) return [];
  const [, before, name = ""] = found;
  const arn = before === undefined ? regionalArn("batch", place, `job-definition/${name}`) : before + name;
  return [arn, `${arn}:*`];
}
