import { service } from "./knowledge.ts";

export const cloudformation = service("cloudformation", {
  eventSources: [{ name: "cloudcontrolapi", source: "Service Authorization Reference: AWS Cloud Control API" }],
  calls: {
    CreateChangeSet: {
      makes: ["changeset", "stack"],
      makesOnlyWhen: {
        types: ["stack"],
        when: { says: "of type CREATE", holds: ({ changeSetType }) => changeSetType === "CREATE" },
        source: "AWS CloudFormation API Reference: CreateChangeSet, ChangeSetType",
      },
    },
  },
  types: { stack: { madeUp: ["Id"] }, changeset: { madeUp: ["Id"] }, stackset: { madeUp: ["Id"] } },
  parameters: { StackName: ["stackname"] },
  ephemeralTypes: ["changeset"],
  passesRoles: [
    {
      sometimes: [
        "ContinueUpdateRollback",
        "CreateChangeSet",
        "CreateStack",
        "CreateStackSet",
        "RollbackStack",
        "UpdateStack",
        "UpdateStackSet",
      ],
      to: ["cloudformation.amazonaws.com"],
      source: "the AWS managed policy AdministratorAccess-AWSElasticBeanstalk passes roles to it",
    },
  ],
});
