import { createHash } from "node:crypto";

export const ROLE = { name: "PatchManagerInstanceRole", id: "AROAEXAMPLE1PATCHMGR" } as const;
export const INSTANCE = "i-0a1b2c3d4e5f67890";

/** One call, at a second of its day. Without `user` it is the role's. */
export interface Event {
  readonly second: number;
  readonly source: string;
  readonly name: string;
  readonly request: Readonly<Record<string, unknown>> | null;
  readonly response?: Readonly<Record<string, unknown>>;
  readonly readOnly: boolean;
  readonly agent: string;
  readonly user?: string;
  readonly error?: string;
  readonly errorMessage?: string;
}

const AGENT = "aws-sdk-go/1.55.5 (go1.23.4; linux; amd64) amazon-ssm-agent/3.3.1611.0";
const LOG_GROUP = "/aws/ssm/AWS-RunPatchBaseline";

/** What the agent of a managed instance does on one day; every seventh day the instance is patched. */
export function day(index: number): Event[] {
  return [...heartbeat(), ...inventory(), ...channels(), ...(index % 7 === 2 ? patching(index) : [])];
}

function heartbeat(): Event[] {
  return Array.from({ length: 24 }, (_, hour) =>
    call(hour * 3600 + 17, "ssm", "UpdateInstanceInformation", false, {
      instanceId: INSTANCE,
      agentVersion: "3.3.1611.0",
      agentStatus: "Active",
      platformType: "Linux",
      platformName: "Amazon Linux",
      platformVersion: "2023",
      iPAddress: "10.0.1.10",
      computerName: "ip-10-0-1-10.ec2.internal",
      agentName: "amazon-ssm-agent",
      availabilityZone: "us-east-1a",
      availabilityZoneId: "use1-az4",
      sSMConnectionChannel: "ssmmessages",
    }),
  );
}

function inventory(): Event[] {
  const associationId = "2f6c1d9a-7f0e-4b52-9a35-0c1f4be0a911";
  return [
    call(7200, "ssm", "ListInstanceAssociations", true, { instanceId: INSTANCE, maxResults: 20 }),
    call(7201, "ssm", "GetDocument", true, { name: "AWS-GatherSoftwareInventory", documentVersion: "1" }),
    call(7203, "ssm", "UpdateInstanceAssociationStatus", false, {
      associationId,
      instanceId: INSTANCE,
      executionResult: { status: "InProgress", executionSummary: "Executing association", errorCode: "" },
    }),
    call(7230, "ssm", "PutInventory", false, {
      instanceId: INSTANCE,
      items: [
        { typeName: "AWS:Application", schemaVersion: "1.1", captureTime: "2026-10-20T02:00:29Z", contentHash: "M1LVyOGk7deedu/aVytRVg==" },
      ],
    }),
    call(7231, "ssm", "PutComplianceItems", false, {
      resourceId: INSTANCE,
      resourceType: "ManagedInstance",
      complianceType: "Association",
      executionSummary: { executionTime: "", executionId: "", executionType: "" },
      items: [{ id: associationId, severity: "UNSPECIFIED", status: "COMPLIANT" }],
    }),
    call(7232, "ssm", "UpdateInstanceAssociationStatus", false, {
      associationId,
      instanceId: INSTANCE,
      executionResult: { status: "Success", executionSummary: "1 out of 1 plugin processed, 1 success, 0 failed", errorCode: "" },
    }),
  ];
}

function channels(): Event[] {
  return [
    call(60, "ssmmessages", "CreateControlChannel", false, {
      channelId: INSTANCE,
      requestId: "0e5c64b6-2f4b-4a3a-8d14-5a3c3ad6a0c1",
      messageSchemaVersion: "1.0",
    }),
    call(61, "ssmmessages", "OpenControlChannel", false, { channelId: INSTANCE }),
    call(43_260, "ssmmessages", "OpenControlChannel", false, { channelId: INSTANCE }),
  ];
}

/** AWS-RunPatchBaseline, with its output sent to CloudWatch Logs: the lines themselves are data events that no management trail shows. */
function patching(index: number): Event[] {
  const command = commandId(index);
  const streams = ["stdout", "stderr"].map((kind) => `${command}/${INSTANCE}/PatchLinux/${kind}`);
  const isFirst = index === 2;
  return [
    call(
      10_800,
      "ssm",
      "GetDeployablePatchSnapshotForInstance",
      true,
      { instanceId: INSTANCE, snapshotId: command },
      { instanceId: INSTANCE, product: "AmazonLinux2023", snapshotId: command },
    ),
    call(10_950, "ssm", "PutInventory", false, {
      instanceId: INSTANCE,
      items: [
        {
          typeName: "AWS:PatchSummary",
          schemaVersion: "1.0",
          captureTime: "2026-10-20T03:02:20Z",
          contentHash: "22zgWQqYc15tkPCPOvXe3g==",
        },
      ],
    }),
    call(10_951, "ssm", "PutComplianceItems", false, {
      resourceId: INSTANCE,
      resourceType: "ManagedInstance",
      complianceType: "Patch",
      executionSummary: { executionTime: "", executionId: command, executionType: "Command" },
      items: [],
    }),
    call(10_960, "logs", "DescribeLogGroups", true, { logGroupNamePrefix: LOG_GROUP }),
    {
      ...call(10_961, "logs", "CreateLogGroup", false, { logGroupName: LOG_GROUP }),
      ...(isFirst ? {} : { error: "ResourceAlreadyExistsException", errorMessage: "The specified log group already exists" }),
    },
    ...streams.flatMap((logStreamName, at) => [
      call(10_962 + 2 * at, "logs", "DescribeLogStreams", true, { logGroupName: LOG_GROUP, logStreamNamePrefix: logStreamName }),
      call(10_963 + 2 * at, "logs", "CreateLogStream", false, { logGroupName: LOG_GROUP, logStreamName }),
    ]),
  ];
}

/** Others in the same account, whom the review must not mix up with the role. */
export function noise(index: number): Event[] {
  const agent =
    "aws-cli/2.31.11 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.7 cfg/retry-mode#standard md/command#logs.delete-log-group";
  const user = "ops-anna";
  return [
    { second: 32_400, source: "ec2", name: "DescribeInstances", request: { instancesSet: {}, filterSet: {} }, readOnly: true, agent, user },
    { second: 32_460, source: "logs", name: "DescribeLogGroups", request: null, readOnly: true, agent, user },
    ...(index % 10 === 4
      ? [
          {
            second: 32_520,
            source: "logs",
            name: "DeleteLogGroup",
            request: { logGroupName: `/tmp/old-${index}` },
            readOnly: false,
            agent,
            user,
          },
        ]
      : []),
  ];
}

/** What Access Analyzer would generate: services that the role's other policy covers already, placeholders, and no logs:PutLogEvents. */
export function generatedDocuments() {
  const logGroup = "arn:aws:logs:${Region}:${Account}:log-group:${LogGroupName}";
  return [
    {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: [
            "logs:DescribeLogGroups",
            "ssm:GetDeployablePatchSnapshotForInstance",
            "ssm:ListInstanceAssociations",
            "ssm:PutComplianceItems",
            "ssm:PutInventory",
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:OpenControlChannel",
          ],
          Resource: "*",
        },
        { Effect: "Allow", Action: ["logs:CreateLogGroup", "logs:DescribeLogStreams"], Resource: logGroup },
        { Effect: "Allow", Action: "logs:CreateLogStream", Resource: `${logGroup}:log-stream:\${LogStreamName}` },
        { Effect: "Allow", Action: "ssm:GetDocument", Resource: "arn:aws:ssm:${Region}:${Account}:document/${DocumentName}" },
        {
          Effect: "Allow",
          Action: "ssm:UpdateInstanceAssociationStatus",
          Resource: [
            "arn:aws:ec2:${Region}:${Account}:instance/${InstanceId}",
            "arn:aws:ssm:${Region}:${Account}:association/${AssociationId}",
          ],
        },
      ],
    },
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ec2messages:*", Resource: "*" }] },
  ];
}

function call(
  second: number,
  source: string,
  name: string,
  readOnly: boolean,
  request: Event["request"],
  response?: Event["response"],
): Event {
  return { second, source, name, readOnly, request, agent: AGENT, ...(response ? { response } : {}) };
}

function commandId(index: number): string {
  return createHash("sha256")
    .update(`command ${index}`)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
