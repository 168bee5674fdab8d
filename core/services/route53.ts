import { service } from "./knowledge.ts";

export const route53 = service("route53", {
  types: { hostedzone: { parameters: { Id: ["hostedzoneid", ".id"] } } },
  nameInArn: (name) => name.replace(/^\/?\w+\//, ""),
});
