import { type Place, regionalArn } from "#core/aws/arn.ts";
import type { CloudTrailRecord, JsonObject } from "#core/cloudtrail/record.ts";
import { type CallFacts, type NeedFact, service, type When } from "./knowledge.ts";
import { asks, has } from "./request.ts";

const automated = { source: "Amazon RDS User Guide: Introduction to backups (the names of automated snapshots begin with `rds:`)" };

/** What is made from something of another Region reaches over to it. */
const acrossRegions: NeedFact = {
  actions: ["CrossRegionCommunication"],
  when: { says: "from another Region", holds: (request, { region }) => regionsNamed(request).some((named) => named !== region) },
  source:
    "Service Authorization Reference: Amazon RDS, CrossRegionCommunication; Amazon RDS User Guide: Copying a snapshot to another Region",
};

const blueGreen = "Amazon RDS User Guide and Amazon Aurora User Guide: Authorizing access to Amazon RDS Blue/Green Deployments operations";

/** Of an instance, unless the record names a cluster. */
const ofCluster: When = { says: "of a cluster", holds: (...told) => namesCluster(...told) };
const ofInstance: When = { says: "of an instance", holds: (...told) => !namesCluster(...told) };

function namesCluster(request: JsonObject, { response }: CloudTrailRecord): boolean {
  return /:rds:[^"]*:cluster:/.test(JSON.stringify([request, response]));
}

const own = "arn:${Partition}:rds:${Region}:${Account}:";
/** RDS gives what it makes beside the original this ending. */
const green = [`${own}db:*-green-*`, `${own}cluster:*-green-*`];
const groups = [`${own}cluster-pg:*`, `${own}og:*`, `${own}pg:*`, `${own}subgrp:*`];

/** What is copied, made the original and done away with is checked as if each were called; no event of its own shows it. */
const blueGreenCalls: Readonly<Record<string, CallFacts>> = {
  CreateBlueGreenDeployment: {
    needs: [
      { actions: ["CreateDBInstanceReadReplica"], on: ["${source}", ...green, ...groups], when: ofInstance, source: blueGreen },
      {
        actions: ["CreateDBCluster", "CreateDBClusterEndpoint", "CreateDBInstance"],
        on: ["${source}", ...green, `${own}cluster-endpoint:*`, ...groups],
        when: ofCluster,
        source: blueGreen,
      },
    ],
  },
  DeleteBlueGreenDeployment: {
    needs: [
      { actions: ["DeleteDBInstance"], on: green, when: asks("deleteTarget"), source: blueGreen },
      {
        actions: ["DeleteDBCluster", "DeleteDBClusterEndpoint"],
        on: [...green, `${own}cluster-endpoint:*`],
        when: {
          says: "of a cluster, with `deleteTarget` true",
          holds: (...told) => asks("deleteTarget").holds(...told) && namesCluster(...told),
        },
        source: blueGreen,
      },
    ],
  },
  SwitchoverBlueGreenDeployment: {
    needs: [
      { actions: ["ModifyDBInstance", "PromoteReadReplica"], on: membersTold, when: ofInstance, source: blueGreen },
      {
        actions: ["ModifyDBCluster", "ModifyDBInstance", "PromoteReadReplicaDBCluster"],
        on: membersTold,
        when: ofCluster,
        source: blueGreen,
      },
    ],
  },
};

/** What the answer names of the original and the copy; any where it names none. */
function membersTold({ response }: CloudTrailRecord, place: Place): readonly string[] {
  const told = JSON.stringify(response).match(/arn:[^:"]*:rds:[^:"]*:\d{12}:(?:db|cluster):[\w-]+/g) ?? [];
  return told.length > 0 ? told : [regionalArn("rds", place, "db:*"), regionalArn("rds", place, "cluster:*")];
}

const lastSnapshots =
  "Amazon RDS API Reference: DeleteDBCluster, DeleteDBInstance, DeleteTenantDatabase, StopDBInstance; AWS's notice of 15 August 2024 on database snapshot creation (aws-solutions/instance-scheduler-on-aws#572)";

/** A snapshot that is made as something goes or stops is checked as if it were made by a call of its own, and tagged where tags are copied. */
const withSnapshot: Readonly<Record<string, CallFacts>> = {
  DeleteDBCluster: {
    needs: snapshotMade("CreateDBClusterSnapshot", ["cluster", "dBClusterIdentifier"], ["cluster-snapshot", "finalDBSnapshotIdentifier"]),
  },
  DeleteDBInstance: {
    needs: snapshotMade("CreateDBSnapshot", ["db", "dBInstanceIdentifier"], ["snapshot", "finalDBSnapshotIdentifier"]),
  },
  DeleteTenantDatabase: {
    needs: snapshotMade("CreateDBSnapshot", ["db", "dBInstanceIdentifier"], ["snapshot", "finalDBSnapshotIdentifier"]),
  },
  StopDBInstance: { needs: snapshotMade("CreateDBSnapshot", ["db", "dBInstanceIdentifier"], ["snapshot", "dBSnapshotIdentifier"]) },
};

/** Of what, and which one: each by its type and the request's parameter for its name. */
function snapshotMade(action: string, original: readonly [string, string], made: readonly [string, string]): readonly NeedFact[] {
  const isMade = has(made[1]);
  const named = ([type, parameter]: readonly [string, string], { request }: CloudTrailRecord, place: Place) =>
    regionalArn("rds", place, `${type}:${storedInLowerCase(String(request[parameter] ?? "*"))}`);
  return [
    {
      actions: [action],
      on: (record, place) => [named(original, record, place), named(made, record, place)],
      when: isMade,
      source: lastSnapshots,
    },
    {
      actions: ["AddTagsToResource"],
      on: (record, place) => [named(made, record, place)],
      when: {
        says: `${isMade.says}, of one whose snapshots get its tags`,
        holds: (request, record) => isMade.holds(request, record) && /"copyTagsToSnapshot":true/i.test(JSON.stringify(record.response)),
      },
      source: lastSnapshots,
    },
  ];
}

export const rds = service("rds", {
  usuallyCalls: { rds: ["s3", "lambda"], "export.rds": ["s3", "kms"], "monitoring.rds": ["logs"] },
  calls: {
    CreateDBInstance: {
      makes: ["db"],
      touches: [
        {
          types: ["db", "og", "pg", "subgrp"],
          source: "Amazon RDS API Reference: CreateDBInstance; a group that is not named is the default one",
        },
      ],
    },
    ...blueGreenCalls,
    ...withSnapshot,
    CopyDBClusterSnapshot: copied("cluster-snapshot", "DBClusterSnapshotIdentifier", "CopyDBClusterSnapshot"),
    CopyDBSnapshot: copied("snapshot", "DBSnapshotIdentifier", "CopyDBSnapshot"),
    CreateIntegration: {
      needs: [
        {
          actions: ["redshift:CreateInboundIntegration"],
          on: ["${targetarn}"],
          source: "Amazon RDS User Guide: Creating zero-ETL integrations, required permissions",
        },
      ],
    },
    CopyDBClusterParameterGroup: { makes: ["cluster-pg"] },
    CopyDBParameterGroup: { makes: ["pg"] },
    CopyOptionGroup: { makes: ["og"] },
    CreateDBClusterParameterGroup: { makes: ["cluster-pg"] },
    CreateDBInstanceReadReplica: { makes: ["db"], needs: [acrossRegions] },
    CreateDBParameterGroup: { makes: ["pg"] },
    CreateDBSubnetGroup: { makes: ["subgrp"] },
    CreateOptionGroup: { makes: ["og"] },
    RestoreDBInstanceFromDBSnapshot: { makes: ["db"] },
    RestoreDBInstanceFromS3: { makes: ["db"] },
    RestoreDBInstanceToPointInTime: { makes: ["db"] },
  },
  types: {
    snapshot: {
      colons: automated,
      parameters: { SnapshotName: ["dbsnapshotidentifier", "sourcedbsnapshotidentifier", "targetdbsnapshotidentifier"] },
      nameInArn: storedInLowerCase,
    },
    db: { nameInArn: storedInLowerCase },
    cluster: { nameInArn: storedInLowerCase },
    "cluster-snapshot": { colons: automated, nameInArn: storedInLowerCase },
    pg: { nameInArn: storedInLowerCase },
    "cluster-pg": { nameInArn: storedInLowerCase },
    og: {
      colons: { source: "Amazon RDS User Guide: Working with option groups (the default ones, `default:mysql-8-0`)" },
      nameInArn: storedInLowerCase,
    },
    subgrp: { nameInArn: storedInLowerCase },
    "global-cluster": { nameInArn: storedInLowerCase },
  },
  parameters: {
    DbInstanceName: ["dbinstanceidentifier", "sourcedbinstanceidentifier", "targetdbinstanceidentifier"],
    DbClusterInstanceName: ["dbclusteridentifier", "sourcedbclusteridentifier"],
    ClusterSnapshotName: ["dbclustersnapshotidentifier", "snapshotidentifier", "finaldbsnapshotidentifier"],
    ClusterParameterGroupName: [
      "dbclusterparametergroupname",
      "sourcedbclusterparametergroupidentifier",
      "targetdbclusterparametergroupidentifier",
    ],
    ParameterGroupName: ["dbparametergroupname", "sourcedbparametergroupidentifier", "targetdbparametergroupidentifier"],
    OptionGroupName: ["optiongroupname", "sourceoptiongroupidentifier", "targetoptiongroupidentifier"],
    SubnetGroupName: ["dbsubnetgroupname"],
    SecurityGroupName: ["dbsecuritygroupname"],
  },
  ephemeralTypes: ["deployment"],
  passesRoles: [
    {
      always: ["StartExportTask"],
      to: ["export.rds.amazonaws.com"],
      source: "Amazon RDS User Guide: Providing access to an Amazon S3 bucket using an IAM role, for snapshot exports",
    },
    {
      always: ["AddRoleToDBCluster", "AddRoleToDBInstance", "CreateDBProxy"],
      sometimes: ["ModifyDBProxy", "ModifyOptionGroup"],
      to: ["rds.amazonaws.com"],
      source: "Amazon RDS User Guide: Associating an IAM role with a DB instance; options such as SQLSERVER_BACKUP_RESTORE (IAM_ROLE_ARN)",
    },
    {
      sometimes: [
        "CreateDBCluster",
        "CreateDBInstance",
        "CreateDBInstanceReadReplica",
        "ModifyDBCluster",
        "ModifyDBInstance",
        "RestoreDBClusterFromS3",
        "RestoreDBClusterFromSnapshot",
        "RestoreDBClusterToPointInTime",
        "RestoreDBInstanceFromDBSnapshot",
        "RestoreDBInstanceFromS3",
        "RestoreDBInstanceToPointInTime",
      ],
      to: ["directoryservice.rds.amazonaws.com", "monitoring.rds.amazonaws.com", "rds.amazonaws.com"],
      source:
        "Amazon RDS User Guide: Creating an IAM role for Enhanced Monitoring; Create an IAM role for Amazon RDS to access AWS Directory Service",
    },
  ],
  tagging: { action: "AddTagsToResource", typesInherited: typesOfCopy },
  implied: [
    {
      seen: ["StopDBInstance"],
      implies: ["RebootDBInstance"],
      whereUsed: true,
      on: "same-resources",
      because: "a role that reboots some databases reboots those that it stops, too, and stopping allows more",
      source: "Amazon RDS API Reference: RebootDBInstance",
    },
  ],
  makesWhatItRequires: true,
  discoveryCalls: ["DescribeDBInstances", "DescribeDBSnapshots"],
});

/** Amazon RDS API Reference, the identifier of each creation: "This parameter is stored as a lowercase string"; ARNs match by case. */
function storedInLowerCase(name: string): string {
  return name.toLowerCase();
}

/** A copy needs the right on its source, by ARN or by name, and on itself, in the region where it is made. */
function copied(type: string, parameter: string, operation: string): CallFacts {
  const source = `Amazon RDS API Reference: ${operation}, the identifiers of source and target`;
  return {
    told: {
      alone: false,
      arns: ({ request }, place) => {
        const names = [request[`source${parameter}`], request[`target${parameter}`]].filter((name) => typeof name === "string");
        return names.map((name) => (name.startsWith("arn:") ? name : regionalArn("rds", place, `${type}:${storedInLowerCase(name)}`)));
      },
      source,
    },
    namesCopy: { parameter: `target${parameter}`, source },
    needs: [acrossRegions],
  };
}

/** A copy with its source's tags is tagged like one with tags of its own (Amazon RDS User Guide, "Tagging Amazon RDS resources", copying tags). */
function typesOfCopy({ name, request }: CloudTrailRecord): readonly string[] {
  if (request.copyTags !== true) return [];
  return name === "CopyDBClusterSnapshot" ? ["cluster-snapshot"] : ["snapshot"];
}

function regionsNamed(request: JsonObject): readonly string[] {
  return [...JSON.stringify(request).matchAll(/"source\w+":"arn:[^:"]*:rds:([^:"]+):/gi)].map(([, region]) => region ?? "");
}
