import { worldwideArn } from "#core/aws/arn.ts";
import { type NeedFact, service } from "./knowledge.ts";
import { mentions } from "./request.ts";

const vpcLookup: NeedFact = {
  actions: ["ec2:DescribeVpcs"],
  on: [],
  source: "Service Authorization Reference: Amazon Route 53, dependent actions",
};

export const route53 = service("route53", {
  durableTypes: ["hostedzone"],
  calls: {
    ChangeTagsForResource: {
      told: {
        alone: true,
        arns: ({ request: { resourceType, resourceId } }, place) =>
          typeof resourceType === "string" && typeof resourceId === "string"
            ? [worldwideArn("route53", place, `${resourceType}/${resourceId.replace(/^\/?\w+\//, "")}`)]
            : undefined,
        source: "Amazon Route 53 API Reference: ChangeTagsForResource, ResourceType",
      },
    },
    AssociateVPCWithHostedZone: { needs: [vpcLookup] },
    CreateHostedZone: { needs: [{ ...vpcLookup, when: mentions(/"vPCId":|"vpcId":/i, "with a VPC") }] },
    DisassociateVPCFromHostedZone: { needs: [vpcLookup] },
  },
  types: { hostedzone: { parameters: { Id: ["hostedzoneid", ".id"] } } },
  ephemeralTypes: ["change"],
  nameInArn: (name) => name.replace(/^\/?\w+\//, ""),
});
