import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { type OfflineAws, operator } from "./offline-aws.ts";

/** The offline AWS deploys by itself, so CloudFormation is told what it made. */
export async function describeToCloudFormation(aws: OfflineAws, name: string, values: Readonly<Record<string, string>>): Promise<void> {
  const template = {
    Parameters: Object.fromEntries(Object.keys(values).map((key) => [key, { Type: "String" }])),
    Resources: { Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" } },
    Outputs: Object.fromEntries(Object.entries(aws.outputs).map(([key, Value]) => [key, { Value }])),
  };
  const Parameters = Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
  const command = new CreateStackCommand({ StackName: name, TemplateBody: JSON.stringify(template), Parameters });
  await new CloudFormationClient(operator(aws.endpoint)).send(command);
}
