import { holds } from "./action-set.ts";
import { actionSpace } from "./action-space.ts";
import type { ActionCatalogue } from "./catalogue.ts";
import { grantedActions } from "./diff.ts";
import type { PolicyDocument } from "./document.ts";

/** A way to gain rights: all of its actions together. */
export interface Escalation {
  readonly actions: readonly string[];
  readonly because: string;
}

const PASSES = "It gives a role with other rights to something that runs what the caller wants.";

/**
 * Ways for a principal to widen its own rights. Each follows from what the Service Authorization Reference says that
 * its actions do; the set is the one that Rhino Security Labs' "AWS IAM Privilege Escalation" describes, and newer services.
 */
const ESCALATIONS: readonly Escalation[] = [
  ...["CreatePolicyVersion", "SetDefaultPolicyVersion"].map((name) =>
    way([`iam:${name}`], "It can put other rights into a policy that is attached already."),
  ),
  ...["AttachRolePolicy", "AttachUserPolicy", "AttachGroupPolicy"].map((name) =>
    way([`iam:${name}`], "It can attach AdministratorAccess."),
  ),
  ...["PutRolePolicy", "PutUserPolicy", "PutGroupPolicy"].map((name) =>
    way([`iam:${name}`], "It can write an inline policy with any right."),
  ),
  way(["iam:UpdateAssumeRolePolicy"], "It can let anybody assume a role."),
  way(["iam:AddUserToGroup"], "It can join a group with more rights."),
  way(["iam:CreateAccessKey"], "It can make itself keys of another user."),
  way(["iam:CreateLoginProfile"], "It can give another user a password."),
  way(["iam:UpdateLoginProfile"], "It can change another user's password."),
  way(["iam:DeleteRolePermissionsBoundary"], "It can take the limit of a role away."),
  way(["iam:DeleteUserPermissionsBoundary"], "It can take the limit of a user away."),
  way(["iam:PutRolePermissionsBoundary"], "It can widen the limit of a role."),
  way(["iam:PutUserPermissionsBoundary"], "It can widen the limit of a user."),
  way(["lambda:UpdateFunctionCode"], "It can run its own code with a function's role."),
  way(["lambda:UpdateFunctionConfiguration"], "It can put a layer of its own into a function."),
  way(["ssm:SendCommand"], "It can run commands with an instance's role."),
  way(["ssm:StartSession"], "It can open a shell with an instance's role."),
  way(["sagemaker:CreatePresignedNotebookInstanceUrl"], "It can open a notebook with its role."),
  way(["cloudformation:UpdateStack"], "It can use the rights of a stack's service role."),
  way(["glue:UpdateDevEndpoint"], "It can open a development endpoint with its role."),
  ...[
    ["lambda:CreateFunction"],
    ["ec2:RunInstances"],
    ["cloudformation:CreateStack"],
    ["glue:CreateDevEndpoint"],
    ["glue:CreateJob"],
    ["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"],
    ["sagemaker:CreateNotebookInstance"],
    ["sagemaker:CreateTrainingJob"],
    ["sagemaker:CreateProcessingJob"],
    ["codebuild:CreateProject"],
    ["ecs:RegisterTaskDefinition"],
    ["ecs:RunTask"],
    ["states:CreateStateMachine"],
    ["scheduler:CreateSchedule"],
    ["bedrock-agentcore:CreateCodeInterpreter"],
  ].map((actions) => way(["iam:PassRole", ...actions], PASSES)),
  way(["iam:PassRole"], "It can hand a role to a service; what that gives depends on the service."),
];

/** The ways of gaining rights that the policies leave open, a combination before the single actions in it. */
export function escalationActions(policies: readonly PolicyDocument[], catalogue: ActionCatalogue): readonly Escalation[] {
  const space = actionSpace(catalogue);
  const granted = grantedActions(policies, space);
  const isGranted = (action: string) => {
    const place = space.placeOf(action);
    return place !== undefined && holds(granted, place);
  };
  return ESCALATIONS.filter(({ actions }) => actions.every(isGranted));
}

function way(actions: readonly string[], because: string): Escalation {
  return { actions, because };
}
