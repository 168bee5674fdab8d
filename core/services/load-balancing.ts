import type { ResourceType } from "#core/policy/catalogue.ts";

/** The ends of ARNs: what has tags in Elastic Load Balancing, classic and V2 (Service Authorization Reference, both pages: `AddTags`). */
const ends: Readonly<Record<string, readonly string[]>> = {
  loadbalancer: ["LoadBalancerName"],
  ...ofEach(["app", "gwy", "net"], "loadbalancer", ["LoadBalancerName", "LoadBalancerId"]),
  ...ofEach(["app", "gwy", "net"], "listener", ["LoadBalancerName", "LoadBalancerId", "ListenerId"]),
  ...ofEach(["app", "net"], "listener-rule", ["LoadBalancerName", "LoadBalancerId", "ListenerId", "ListenerRuleId"]),
  targetgroup: ["TargetGroupName", "TargetGroupId"],
  truststore: ["TrustStoreName", "TrustStoreId"],
};

/** The classic service and its successor share the actions' names, and the catalogue has the classic one's type alone. */
export const taggedLoadBalancing: readonly ResourceType[] = Object.entries(ends).map(([name, variables]) => ({
  name,
  required: false,
  arns: [
    ["arn", held("Partition"), "elasticloadbalancing", held("Region"), held("Account"), [name, ...variables.map(held)].join("/")].join(":"),
  ],
}));

/** Application, Gateway and Network Load Balancers each have a word of their own in the ARNs of what belongs to them. */
function ofEach(kinds: readonly string[], word: string, variables: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(kinds.map((kind) => [`${word}/${kind}`, variables]));
}

function held(name: string): string {
  return `\${${name}}`;
}
