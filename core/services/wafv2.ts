import { type Place, regionalArn } from "#core/aws/arn.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { type NeedFact, service } from "./knowledge.ts";
import { mentions } from "./request.ts";

/** The service that a web ACL is put before must agree (AWS WAF Developer Guide, "Identity-based policy examples", and each API's page). */
const protectedBy: readonly NeedFact[] = [
  before("elasticloadbalancing", "elasticloadbalancing:SetWebAcl"),
  before("apigateway", "apigateway:SetWebACL"),
  before("appsync", "appsync:SetWebACL"),
  before("cognito-idp", "cognito-idp:AssociateWebACL"),
  before("apprunner", "apprunner:AssociateWebAcl"),
  before("amplify", "amplify:AssociateWebACL"),
  before("bedrock-agentcore", "bedrock-agentcore:GatewayAssociateWebACL"),
  before("ec2", "ec2:AssociateVerifiedAccessInstanceWebAcl"),
];

const freed: readonly NeedFact[] = [
  before("elasticloadbalancing", "elasticloadbalancing:SetWebAcl"),
  before("apigateway", "apigateway:SetWebACL"),
  before("appsync", "appsync:SetWebACL"),
  before("cognito-idp", "cognito-idp:DisassociateWebACL"),
  before("apprunner", "apprunner:DisassociateWebAcl"),
  before("amplify", "amplify:DisassociateWebACL"),
  before("bedrock-agentcore", "bedrock-agentcore:GatewayDisassociateWebACL"),
  before("ec2", "ec2:DisassociateVerifiedAccessInstanceWebAcl"),
];

const asked: readonly NeedFact[] = [
  before("cognito-idp", "cognito-idp:GetWebACLForResource"),
  before("apprunner", "apprunner:DescribeWebAclForService"),
  before("ec2", "ec2:GetVerifiedAccessInstanceWebAcl"),
  before("amplify", "amplify:GetWebACLForResource"),
  before("bedrock-agentcore", "bedrock-agentcore:GatewayGetWebACLForResource"),
];

const listed: readonly NeedFact[] = [
  ofType("COGNITO_USER_POOL", "cognito-idp:ListResourcesForWebACL"),
  ofType("APP_RUNNER_SERVICE", "apprunner:ListAssociatedServicesForWebAcl"),
  ofType("VERIFIED_ACCESS_INSTANCE", "ec2:DescribeVerifiedAccessInstanceWebAclAssociations"),
  ofType("AMPLIFY", "amplify:ListResourcesForWebACL"),
];

/** The types of what a call is about, by the end of its name, and their names in ARNs. */
const TYPES: readonly (readonly [event: RegExp, type: string])[] = [
  [/(?:WebACL|LoggingConfiguration)$/, "webacl"],
  [/IPSet$/, "ipset"],
  [/RegexPatternSet$/, "regexpatternset"],
  [/ManagedRuleSet(?:Version\w*)?$/, "managedruleset"],
  [/RuleGroup$/, "rulegroup"],
];

/** Things are named by scope, name and an id that AWS makes up; a scope is `regional` or `global` in an ARN. */
function named({ name: event, request }: CloudTrailRecord, place: Place): readonly string[] | undefined {
  const { scope, name, id } = request;
  const type = TYPES.find(([pattern]) => pattern.test(event))?.[1];
  if (type === undefined || typeof name !== "string" || typeof scope !== "string") return undefined;
  const where = scope === "CLOUDFRONT" ? "global" : "regional";
  return [regionalArn("wafv2", place, `${where}/${type}/${name}/${typeof id === "string" ? id : "*"}`)];
}

export const wafv2 = service("wafv2", {
  madeUp: ["Id"],
  told: {
    arns: named,
    alone: false,
    source: "AWS WAF API Reference: UpdateIPSet, Scope; Service Authorization Reference: AWS WAF V2, Resource types",
  },
  calls: {
    AssociateWebACL: { needs: protectedBy },
    DisassociateWebACL: { needs: freed },
    GetWebACLForResource: { needs: asked },
    ListResourcesForWebACL: { needs: listed },
    PutLoggingConfiguration: {
      needs: [
        {
          actions: ["iam:CreateServiceLinkedRole"],
          on: ["arn:${Partition}:iam::${Account}:role/aws-service-role/wafv2.amazonaws.com/*"],
          source: "AWS WAF Developer Guide: Logging AWS WAF protection pack traffic, permissions",
        },
        {
          actions: [
            "logs:CreateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:DescribeLogGroups",
            "logs:DescribeResourcePolicies",
            "logs:PutResourcePolicy",
          ],
          on: [],
          when: mentions(/:logs:/, "with a log group"),
          source: "AWS WAF Developer Guide: Sending logs to an Amazon CloudWatch Logs log group",
        },
        {
          actions: ["logs:CreateLogDelivery", "logs:DeleteLogDelivery"],
          on: [],
          when: mentions(/"arn:[^:"]*:s3:/, "with a bucket"),
          source: "AWS WAF Developer Guide: Sending logs to an Amazon S3 bucket",
        },
      ],
    },
  },
});

function before(service: string, action: string): NeedFact {
  return {
    actions: [action],
    on: ["${resourcearn}"],
    when: mentions(new RegExp(`"resourceArn":"arn:[^:]*:${service}:`, "i"), `for a resource of ${service}`),
    source: "AWS WAF API Reference: AssociateWebACL, DisassociateWebACL and GetWebACLForResource",
  };
}

function ofType(type: string, action: string): NeedFact {
  return {
    actions: [action],
    on: [],
    when: mentions(new RegExp(`"resourceType":"${type}"`, "i"), `for resources of type ${type}`),
    source: "AWS WAF API Reference: ListResourcesForWebACL, ResourceType",
  };
}
