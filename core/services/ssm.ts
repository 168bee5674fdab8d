import { type Place, regionalArn } from "#core/aws/arn.ts";
import { isObject, type JsonObject } from "#core/cloudtrail/record.ts";
import { type AlternativesFact, service, type ToldFact } from "./knowledge.ts";
import { isEmpty } from "./request.ts";

/** What is tagged is told by its kind and its name, id or ARN. */
const tagged: ToldFact = {
  alone: true,
  arns: ({ request }, place) => taggedThings(request, place),
  source: "AWS Systems Manager API Reference: AddTagsToResource, ResourceType and ResourceId",
};

/** Instances of Amazon EC2 have ids that begin with `i-`, other nodes `mi-`. */
const node: AlternativesFact = {
  types: ["instance", "managed-instance"],
  source: "AWS Systems Manager API Reference: DescribeInstancePatches, InstanceId",
};

/** A runbook is an automation definition besides, with the version that it comes to. */
const runbook: ToldFact = {
  alone: false,
  arns: ({ request }, place) => definitions(request, place),
  source:
    "AWS Systems Manager User Guide: Setting up Automation, automation-definition; Service Authorization Reference: AWS Systems Manager, Resource types",
};

export const ssm = service("ssm", {
  usuallyCalls: { ssm: ["s3", "sns", "logs", "lambda"] },
  events: [
    {
      noPermission: "RegisterManagedInstance",
      source: "Systems Manager User Guide: hybrid activations register with a code, not with IAM credentials",
    },
  ],
  calls: {
    ...Object.fromEntries(
      [
        "DescribeEffectiveInstanceAssociations",
        "DescribeInstanceAssociationsStatus",
        "DescribeInstancePatchStates",
        "DescribeInstancePatches",
      ].map((call) => [call, { alternatives: node }]),
    ),
    AddTagsToResource: { told: tagged },
    ListTagsForResource: { told: tagged },
    RemoveTagsFromResource: { told: tagged },
    StartSession: {
      told: {
        alone: false,
        arns: ({ request: { documentName } }, place) =>
          documentName === undefined ? [regionalArn("ssm", place, "document/SSM-SessionManagerRunShell")] : undefined,
        source: "AWS Systems Manager User Guide: Enforce a session document permission check for the AWS CLI (the default document)",
      },
    },
    StartAutomationExecution: { told: runbook },
    StartChangeRequestExecution: { told: runbook },
    SendCommand: {
      touches: [
        { types: ["document"], source: "AWS Systems Manager API Reference: SendCommand" },
        {
          types: ["instance"],
          when: {
            says: "without ids of instances",
            holds: (request) => targetedIds(request).length === 0 && isEmpty(request.instanceIds),
          },
          source: "AWS Systems Manager User Guide: Restricting Run Command access based on tags",
        },
      ],
      told: {
        alone: false,
        arns: ({ request }, place) => targetedInstances(request, place),
        source: "AWS Systems Manager API Reference: SendCommand, Targets",
      },
    },
  },
  types: {
    document: { parameters: { DocumentName: ["documentname", ".name", "calendarnames"] } },
    instance: { idBeginning: "i-" },
    "managed-instance": { idBeginning: "mi-" },
    // A version or label behind the name is no part of the ARN (AWS Systems Manager API Reference, GetParameter, Name).
    parameter: { nameInArn: (name) => name.replace(/^\//, "").replace(/:[^:/]+$/, "") },
  },
  parameters: {
    ParameterNameWithoutLeadingSlash: [".name", "names", "path"],
    InstanceId: ["instanceid", "instanceids", "target", "resourceid"],
    PatchBaselineIdResourceId: ["baselineid"],
  },
  ephemeralTypes: ["automation-execution", "session"],
  asEvaluated: asEvaluated,
  passesRoles: [
    {
      always: ["CreateActivation"],
      sometimes: [
        "CreateAssociation",
        "CreateAssociationBatch",
        "RegisterTaskWithMaintenanceWindow",
        "SendCommand",
        "StartAutomationExecution",
        "UpdateAssociation",
        "UpdateMaintenanceWindowTask",
        "UpdateManagedInstanceRole",
      ],
      to: ["ssm.amazonaws.com"],
      source: "Systems Manager User Guide: setting up Automation, maintenance windows and Run Command notifications",
    },
  ],
  tagging: { action: "AddTagsToResource" },
  implied: [
    {
      seen: ["UpdateInstanceInformation"],
      implies: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
        "ec2messages:AcknowledgeMessage",
        "ec2messages:DeleteMessage",
        "ec2messages:FailMessage",
        "ec2messages:GetEndpoint",
        "ec2messages:GetMessages",
        "ec2messages:SendReply",
      ],
      on: "everything",
      because: "the Systems Manager agent that reported itself gets its work through these channels",
      source: "Systems Manager User Guide: ec2messages, ssmmessages, and other API operations",
    },
  ],
  discoveryCalls: ["DescribeParameters", "DescribeInstanceInformation"],
});

/**
 * A document that AWS owns has no account in its ARN (Systems Manager User Guide, "Actions, resources, and condition keys":
 * `arn:aws:ssm:region::document/AWS-…`; the same as an automation definition), nor has a public parameter (the same, "Working with public parameters":
 * `arn:aws:ssm:region::parameter/aws/service/…`).
 */
function asEvaluated(arn: string): string {
  return arn
    .replace(/^(arn:[^:]*:ssm:[^:]*):\d{12}:(document|automation-definition)\/(AWS|Amazon)/, "$1:*:$2/$3")
    .replace(/^(arn:[^:]*:ssm:[^:]*):\d{12}:parameter\/aws\/service\//, "$1::parameter/aws/service/");
}

/** `targets` may name instances by id too: the key is `InstanceIds` then (AWS Systems Manager API Reference, "Target"). */
function targetedIds({ targets }: JsonObject): readonly string[] {
  if (!Array.isArray(targets)) return [];
  const byId = targets.filter(isObject).filter(({ key }) => typeof key === "string" && /^instanceids$/i.test(key));
  return byId.flatMap(({ values }) => (Array.isArray(values) ? values.filter((id) => typeof id === "string") : []));
}

/** Instances by id, of EC2 and of other machines. */
function targetedInstances(request: JsonObject, place: Place): readonly string[] {
  return targetedIds(request)
    .filter((id) => /^m?i-[0-9a-f]+$/.test(id))
    .map((id) =>
      id.startsWith("mi-") ? regionalArn("ssm", place, `managed-instance/${id}`) : regionalArn("ec2", place, `instance/${id}`),
    );
}

/** By `resourceType`: what stands before the name or id in the ARN. */
const taggable: Readonly<Record<string, string>> = {
  Association: "association",
  Automation: "automation-execution",
  Document: "document",
  MaintenanceWindow: "maintenancewindow",
  ManagedInstance: "managed-instance",
  OpsItem: "opsitem",
  Parameter: "parameter",
  PatchBaseline: "patchbaseline",
};

function taggedThings({ resourceType, resourceId }: JsonObject, place: Place): readonly string[] | undefined {
  const type = typeof resourceType === "string" ? taggable[resourceType] : undefined;
  if (typeof resourceId !== "string" || resourceId === "") return undefined;
  if (resourceId.startsWith("arn:")) return [resourceId];
  return type === undefined ? undefined : [regionalArn("ssm", place, `${type}/${resourceId.replace(/^\//, "").replace(/[*?$\s]/g, "?")}`)];
}

/** Another account's document, which it shares, is told by ARN. */
function definitions({ documentName, runbooks }: JsonObject, place: Place): readonly string[] {
  const within = Array.isArray(runbooks) ? runbooks.filter(isObject).map((each) => each.documentName) : [];
  return [documentName, ...within].flatMap((named) => {
    const [, region, account, name] = /^(?:arn:[^:]+:ssm:([^:]*):([^:]*):document\/)?([\w.-]{3,128})$/.exec(String(named ?? "")) ?? [];
    if (name === undefined) return [];
    return [
      regionalArn(
        "ssm",
        { ...place, region: region ?? place.region, account: account ?? place.account },
        `automation-definition/${name}:*`,
      ),
    ];
  });
}
