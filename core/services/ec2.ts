import { formatArn } from "#core/aws/arn.ts";
import { type CloudTrailRecord, isObject, type JsonObject, objectOf } from "#core/cloudtrail/record.ts";
import { type NeedFact, service, type ToldFact } from "./knowledge.ts";
import { deliversLogs } from "./permission-only.ts";
import { mentions, placesOf } from "./request.ts";

const own = "arn:${Partition}:ec2:${Region}:${Account}:";
const fleets = "Amazon EC2 User Guide: Amazon EC2 Fleet prerequisites, permissions for the users that create a fleet";

/** A fleet launches from its templates with the caller's rights; what they hold is not in the request. */
const launched: readonly NeedFact[] = [
  {
    actions: ["RunInstances"],
    on: [
      `${own}launch-template/\${launchtemplateid}`,
      `${own}subnet/\${subnetid}`,
      `${own}instance/*`,
      `${own}key-pair/*`,
      `${own}network-interface/*`,
      `${own}security-group/*`,
      `${own}volume/*`,
      "arn:${Partition}:ec2:${Region}::image/*",
      "arn:${Partition}:ec2:${Region}::snapshot/*",
    ],
    source: fleets,
  },
  {
    actions: ["RunInstances"],
    on: [`${own}spot-instances-request/*`],
    when: mentions(/"spot/i, "with Spot Instances"),
    source: "Amazon EC2 User Guide: Example policies, Launch instances (RunInstances), Spot Instances",
  },
  { actions: ["CreateTags"], on: [`${own}fleet/*`, `${own}instance/*`, `${own}volume/*`], source: fleets },
];

/** The source in its region, and the copy in the call's. */
function sourceAndCopy(type: string, parameter: string, call: string): ToldFact {
  return {
    alone: false,
    arns: ({ request }, { partition, region }) => {
      const { sourceRegion, [parameter]: id } = request;
      if (typeof sourceRegion !== "string" || typeof id !== "string") return undefined;
      const thing = (where: string, name: string) =>
        formatArn({ partition: partition || "aws", service: "ec2", region: where || "*", account: "", resource: `${type}/${name}` });
      return [thing(sourceRegion, id), thing(region, "*")];
    },
    source: `Amazon EC2 API Reference: ${call}, SourceRegion`,
  };
}

/** A release of an image has an id of its own. */
const images = { types: ["image"], source: "Amazon EC2 User Guide: Amazon Machine Images" };
const rules = { told: ["securitygrouprule"], source: "Amazon EC2 API Reference: AuthorizeSecurityGroupIngress, SecurityGroupRuleId" };

const verifiedAccess = "AWS Verified Access User Guide: Identity and access management, policy for creating Verified Access instances";

/** A fleet of Capacity Reservations makes, changes and cancels them with the caller's rights. */
const capacityFleets = Object.fromEntries(
  ["Create", "Modify", "Cancel"].map((verb) => [
    `${verb}CapacityReservationFleet${verb === "Cancel" ? "s" : ""}`,
    {
      needs: [
        {
          actions: [`${verb}CapacityReservation`],
          on: [`${own}capacity-reservation/*`],
          source: "Service Authorization Reference: Amazon EC2, dependent actions",
        },
      ],
    },
  ]),
);

const acrossRegions: NeedFact = {
  actions: ["vpce:AllowMultiRegion"],
  on: [],
  when: mentions(/"(?:serviceRegion|supportedRegions?|addSupportedRegions?)":/i, "with another Region"),
  source: "AWS PrivateLink Guide: Cross-Region access, permissions",
};

export const ec2 = service("ec2", {
  calls: {
    CreateFlowLogs: {
      touches: [{ types: ["vpc-flow-log"], source: "Service Authorization Reference: Amazon EC2, CreateFlowLogs" }],
      needs: [
        {
          actions: ["logs:CreateLogDelivery", "logs:DeleteLogDelivery"],
          on: [],
          source: "Amazon VPC User Guide: Control the use of flow logs",
        },
      ],
    },
    CreateTransitGatewayPeeringAttachment: { makes: ["transit-gateway-attachment"] },
    CreateTransitGatewayVpcAttachment: { makes: ["transit-gateway-attachment"] },
    CreateVerifiedAccessInstance: {
      needs: [{ actions: ["verified-access:AllowVerifiedAccess"], on: [], source: verifiedAccess }],
    },
    ...deliversLogs(["ModifyVerifiedAccessInstanceLoggingConfiguration"], ["Create", "Delete", "Get", "List", "Update"], {
      when: mentions(/"enabled":true/i, "with a destination"),
      source: "AWS Verified Access User Guide: Logging permissions",
    }),
    CreateVpcEndpointServiceConfiguration: { needs: [acrossRegions] },
    ModifyVpcEndpointServiceConfiguration: { needs: [acrossRegions] },
    CreateVpcEndpoint: {
      needs: [
        acrossRegions,
        {
          actions: ["route53:AssociateVPCWithHostedZone"],
          on: [],
          when: mentions(/"privateDnsEnabled":"?true/i, "with private DNS"),
          source: "AWS PrivateLink Guide: Identity-based policy examples for interface endpoints with private DNS",
        },
      ],
      touches: [{ types: ["vpc-endpoint"], source: "Service Authorization Reference: Amazon EC2, CreateVpcEndpoint" }],
    },
    AllocateAddress: { makesToo: { told: ["allocation"], source: "Amazon EC2 API Reference: AllocateAddress, AllocationId" } },
    AuthorizeSecurityGroupEgress: { makesToo: rules },
    AuthorizeSecurityGroupIngress: { makesToo: rules },
    CopyFpgaImage: { told: sourceAndCopy("fpga-image", "sourceFpgaImageId", "CopyFpgaImage") },
    CopyImage: { told: sourceAndCopy("image", "sourceImageId", "CopyImage") },
    CopySnapshot: { told: sourceAndCopy("snapshot", "sourceSnapshotId", "CopySnapshot") },
    ...capacityFleets,
    CreateFleet: {
      needs: launched,
      replaced: images,
      touches: [
        {
          types: ["launch-template", "volume"],
          source:
            "Amazon EC2 API Reference: CreateFleet (a template by its id or by its name); Service Authorization Reference: CreateFleet",
        },
      ],
    },
    CreateImage: { makesToo: { untold: ["snapshot"], source: "Amazon EC2 API Reference: CreateImage (its snapshots are told later)" } },
    CreateVpc: {
      makesToo: {
        untold: ["network-acl", "route-table", "security-group"],
        source: "Amazon VPC User Guide: VPC basics (a VPC comes with a default one of each)",
      },
    },
    RequestSpotFleet: { replaced: images },
    RequestSpotInstances: { replaced: images },
    RunInstances: {
      makesToo: {
        told: ["networkinterface", "volume", "spotinstancerequest"],
        untold: ["network-interface", "volume"],
        source: "Amazon EC2 API Reference: RunInstances, Instance",
      },
      replaced: images,
      touches: [
        {
          types: ["image", "instance", "network-interface", "security-group", "subnet", "volume"],
          source: "Amazon EC2 User Guide: Example policies, Launch instances (RunInstances)",
        },
        {
          types: ["capacity-reservation", "key-pair", "launch-template", "license-configuration", "placement-group", "snapshot"],
          when: { says: "with a launch template", holds: ({ launchTemplate }) => isObject(launchTemplate) },
          source: "Amazon EC2 User Guide: Example policies, Work with launch templates; what a template holds is not in the request",
        },
      ],
    },
  },
  types: {
    group: { parameters: { GroupName: ["resourcegroupname"] } },
    "capacity-reservation": { idBeginning: "cr-" },
    "carrier-gateway": { idBeginning: "cagw-" },
    "client-vpn-endpoint": { idBeginning: "cvpn-endpoint-" },
    "customer-gateway": { idBeginning: "cgw-" },
    "dedicated-host": { idBeginning: "h-" },
    "dhcp-options": { idBeginning: "dopt-" },
    "egress-only-internet-gateway": { idBeginning: "eigw-" },
    "elastic-ip": { idBeginning: "eipalloc-" },
    image: { idBeginning: "ami-" },
    "instance-connect-endpoint": { idBeginning: "eice-" },
    "instance-event-window": { idBeginning: "iew-" },
    "internet-gateway": { idBeginning: "igw-" },
    natgateway: { idBeginning: "nat-" },
    "network-acl": { idBeginning: "acl-" },
    "network-interface": { idBeginning: "eni-" },
    "prefix-list": { idBeginning: "pl-" },
    "route-table": { idBeginning: "rtb-" },
    "security-group": { idBeginning: "sg-" },
    "security-group-rule": { idBeginning: "sgr-" },
    snapshot: { idBeginning: "snap-" },
    "spot-fleet-request": { idBeginning: "sfr-" },
    "spot-instances-request": { idBeginning: "sir-" },
    subnet: { idBeginning: "subnet-" },
    "transit-gateway": { idBeginning: "tgw-" },
    "transit-gateway-attachment": { idBeginning: "tgw-attach-" },
    "transit-gateway-route-table": { idBeginning: "tgw-rtb-" },
    volume: { idBeginning: "vol-" },
    vpc: { idBeginning: "vpc-" },
    "vpc-endpoint": { idBeginning: "vpce-" },
    "vpc-endpoint-service": { idBeginning: "vpce-svc-" },
    "vpc-flow-log": { idBeginning: "fl-" },
    "vpc-peering-connection": { idBeginning: "pcx-" },
    "vpn-connection": { idBeginning: "vpn-" },
    "vpn-gateway": { idBeginning: "vgw-" },
    instance: { idBeginning: "i-" },
    "launch-template": { idBeginning: "lt-" },
  },
  parameters: {
    SecurityGroupId: ["groupid", "groupids", "securitygroupid", "securitygroupids"],
    VpcEndpointServiceId: ["serviceid", "serviceids"],
    KeyPairName: ["keyname", "keypairname"],
    VpcFlowLogId: ["flowlogid", "flowlogids", "content"],
    PlacementGroupName: ["groupname"],
  },
  ephemeralTypes: [
    "declarative-policies-report",
    "export-image-task",
    "export-instance-task",
    "image-usage-report",
    "import-image-task",
    "import-snapshot-task",
    "mac-modification-task",
    "network-insights-access-scope-analysis",
    "network-insights-analysis",
    "replace-root-volume-task",
    "spot-fleet-request",
    "spot-instances-request",
  ],
  passesRoles: [
    {
      always: ["AssociateIamInstanceProfile", "ReplaceIamInstanceProfileAssociation"],
      sometimes: ["RequestSpotInstances", "RunInstances"],
      to: ["ec2.amazonaws.com"],
      inAnswer: ["RunInstances"],
      source: "the AWS managed policy AWSApplicationMigrationFullAccess passes roles to it",
    },
    {
      sometimes: ["CreateLaunchTemplate", "CreateLaunchTemplateVersion"],
      to: ["ec2.amazonaws.com"],
      source: "Amazon EC2 User Guide: Restrict access to launch templates (who launches from a template passes the role that it holds)",
    },
    {
      sometimes: ["CreateFleet"],
      to: ["ec2.amazonaws.com"],
      heldBy: ["LaunchTemplateConfigs", "launchTemplateConfigs"],
      source: fleets,
    },
    {
      always: ["RequestSpotFleet"],
      to: ["ec2.amazonaws.com", "spotfleet.amazonaws.com"],
      source: "the AWS managed policy AWSThinkboxAWSPortalAdminPolicy passes roles to it",
    },
    {
      sometimes: ["CreateFlowLogs"],
      to: ["vpc-flow-logs.amazonaws.com"],
      source: "Amazon VPC User Guide: IAM role for publishing flow logs to CloudWatch Logs",
    },
    {
      sometimes: ["EnableFastLaunch"],
      source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
    },
  ],
  tagging: { action: "CreateTags", typesIn: typesSpecified, typesInherited: typesByTemplate, newIds: true },
  implied: [
    {
      seen: ["StopInstances"],
      implies: ["RebootInstances"],
      whereUsed: true,
      on: "same-resources",
      because: "a role that reboots some instances reboots those that it stops, too, and stopping allows more",
      source: "Amazon EC2 API Reference: RebootInstances",
    },
  ],
  makesWhatItRequires: true,
  usuallyCalls: { ec2: ["s3", "cloudwatch", "logs", "dynamodb", "sqs", "sns"] },
  discoveryCalls: ["DescribeInstances", "DescribeSecurityGroups", "DescribeSnapshots", "DescribeVpcs", "DescribeRegions"],
});

/**
 * The resource types that a request tags as it makes them, such as `instance`; an empty text stands for one that the request
 * does not name (Amazon EC2 API Reference, "TagSpecification").
 */
function typesSpecified(request: JsonObject): readonly string[] {
  const keyed = placesOf(request).flatMap((place) => Object.entries(place).filter(([key]) => /^tagspecifications?(?:set)?$/i.test(key)));
  return [...new Set(keyed.flatMap(([, value]) => entriesOf(value).map(typeOf)))];
}

/** Several are a list or the `items` of a set, one alone may be an object. */
function entriesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isObject(value) || Object.keys(value).length === 0) return [];
  return Array.isArray(value.items) ? value.items : [value];
}

function typeOf(entry: unknown): string {
  const type = isObject(entry) ? (entry.resourceType ?? entry.ResourceType) : undefined;
  return typeof type === "string" ? type : "";
}

/** What a launch template can have tagged (Amazon EC2 API Reference, "LaunchTemplateTagSpecificationRequest"). */
const typesOfTemplates: readonly string[] = ["instance", "volume", "network-interface", "spot-instances-request"];

/** Has the new instance tags that a launch template brought? EC2's own begin with `aws:`. */
function typesByTemplate({ name, request, response }: CloudTrailRecord): readonly string[] {
  if (name !== "RunInstances" || !isObject(request.launchTemplate)) return [];
  const tags = itemsOf(response.instancesSet).flatMap((instance) => itemsOf(instance.tagSet));
  return tags.some(({ key }) => typeof key === "string" && !key.startsWith("aws:")) ? typesOfTemplates : [];
}

function itemsOf(set: unknown): readonly JsonObject[] {
  const { items } = objectOf(set);
  return Array.isArray(items) ? items.filter(isObject) : [];
}
