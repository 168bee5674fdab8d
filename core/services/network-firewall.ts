import { regionalArn } from "#core/aws/arn.ts";
import { service } from "./knowledge.ts";
import { deliversLogs } from "./permission-only.ts";
import { mentions } from "./request.ts";

const RULE_GROUP = /RuleGroup$/;

export const networkFirewall = service("network-firewall", {
  calls: {
    ...deliversLogs(["DescribeLoggingConfiguration"], ["Get", "List"]),
    UpdateLoggingConfiguration: {
      needs: [
        {
          actions: [
            "logs:CreateLogDelivery",
            "logs:DeleteLogDelivery",
            "logs:GetLogDelivery",
            "logs:ListLogDeliveries",
            "logs:UpdateLogDelivery",
          ],
          on: [],
          source: "AWS Network Firewall Developer Guide: Permissions to configure firewall logging",
        },
        {
          actions: ["logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:PutResourcePolicy"],
          on: [],
          when: mentions(/"CloudWatchLogs"/, "with a log group"),
          source: "AWS Network Firewall Developer Guide: Permissions to configure firewall logging, CloudWatch Logs",
        },
      ],
    },
  },
  told: {
    arns: ({ name, request: { ruleGroupName, type } }, place) => {
      if (!RULE_GROUP.test(name) || typeof ruleGroupName !== "string" || typeof type !== "string") return undefined;
      return [regionalArn("network-firewall", place, `${type.toLowerCase()}-rulegroup/${ruleGroupName}`)];
    },
    alone: false,
    source:
      "AWS Network Firewall API Reference: UpdateRuleGroup, Type; Service Authorization Reference: AWS Network Firewall, Resource types",
  },
});
