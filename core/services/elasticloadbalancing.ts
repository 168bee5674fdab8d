import { type Place, regionalArn } from "#core/aws/arn.ts";
import type { JsonObject } from "#core/cloudtrail/record.ts";
import type { ResourceType } from "#core/policy/catalogue.ts";
import { type NeedFact, service } from "./knowledge.ts";
import { mentions } from "./request.ts";

/** The ends of ARNs, by type as the reference calls it: what has tags in Elastic Load Balancing, classic and V2 (Service Authorization Reference, both pages: `AddTags`). */
const ends: Readonly<Record<string, readonly string[]>> = {
  loadbalancer: ["LoadBalancerName"],
  ...ofEach(["app/", "gwy/", "net/"], "loadbalancer", ["LoadBalancerName", "LoadBalancerId"]),
  ...ofEach(["app", "gwy", "net"], "listener", ["LoadBalancerName", "LoadBalancerId", "ListenerId"]),
  ...ofEach(["app", "net"], "listener-rule", ["LoadBalancerName", "LoadBalancerId", "ListenerId", "ListenerRuleId"]),
  targetgroup: ["TargetGroupName", "TargetGroupId"],
  truststore: ["TrustStoreName", "TrustStoreId"],
};

/** The classic service and its successor share the actions' names, and the catalogue has the classic one's type alone. */
const tagged: readonly ResourceType[] = Object.entries(ends).map(([name, variables]) => ({
  name,
  required: false,
  arns: [
    [
      "arn",
      held("Partition"),
      "elasticloadbalancing",
      held("Region"),
      held("Account"),
      [name.replace(/\/$/, ""), ...variables.map(held)].join("/"),
    ].join(":"),
  ],
}));

const balancers = tagged.filter(({ name }) => name.startsWith("loadbalancer"));

/** A rule that signs users in looks the user pool's client up. */
const signIn: NeedFact = {
  actions: ["cognito-idp:DescribeUserPoolClient"],
  on: ["${userpoolarn}"],
  when: mentions(/"userPoolArn":/, "with sign-in by Amazon Cognito"),
  source: "Application Load Balancers Guide: Authenticate users, Prepare to use Amazon Cognito",
};

export const elasticloadbalancing = service("elasticloadbalancing", {
  calls: {
    AddTags: { resourceTypes: tagged },
    RemoveTags: { resourceTypes: tagged },
    CreateListener: { needs: [signIn] },
    CreateRule: { needs: [signIn] },
    ModifyListener: { needs: [signIn] },
    ModifyRule: { needs: [signIn] },
    DeleteLoadBalancer: { resourceTypes: balancers },
    ModifyLoadBalancerAttributes: { resourceTypes: balancers },
    CreateLoadBalancer: {
      resourceTypes: balancers,
      makes: balancers.map(({ name }) => name),
      told: {
        alone: true,
        arns: ({ request }, place) => newLoadBalancer(request, place),
        source:
          "Service Authorization Reference: Elastic Load Balancing V2; its CreateLoadBalancer has `name`, the classic one `loadBalancerName`",
      },
    },
  },
  parameters: { LoadBalancerId: [] },
  actsOnOneType: /./,
  tagging: { action: "AddTags" },
});

/** Application, Gateway and Network Load Balancers each have a word of their own in the ARNs of what belongs to them. */
function ofEach(kinds: readonly string[], word: string, variables: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(kinds.map((kind) => [`${word}/${kind}`, variables]));
}

function held(name: string): string {
  return `\${${name}}`;
}

/** The ARN's last part is an id that is made up; without a type it is an Application Load Balancer. */
function newLoadBalancer({ name, type }: JsonObject, place: Place): readonly string[] | undefined {
  if (typeof name !== "string" || !/^[A-Za-z0-9-]+$/.test(name)) return undefined;
  const kind = type === "network" ? "net" : type === "gateway" ? "gwy" : "app";
  return [regionalArn("elasticloadbalancing", place, `loadbalancer/${kind}/${name}/*`)];
}
