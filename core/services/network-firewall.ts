import { service } from "./knowledge.ts";

const RULE_GROUP = /RuleGroup$/;

export const networkFirewall = service("network-firewall", {
  told: {
    arns: ({ name, request: { ruleGroupName, type } }, { partition, region, account }) => {
      if (!RULE_GROUP.test(name) || typeof ruleGroupName !== "string" || typeof type !== "string") return undefined;
      return [`arn:${partition}:network-firewall:${region}:${account}:${type.toLowerCase()}-rulegroup/${ruleGroupName}`];
    },
    alone: false,
    source:
      "AWS Network Firewall API Reference: UpdateRuleGroup, Type; Service Authorization Reference: AWS Network Firewall, Resource types",
  },
});
