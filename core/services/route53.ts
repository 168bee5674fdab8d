import { service } from "./knowledge.ts";

export const route53 = service("route53", {
  durableTypes: ["hostedzone"],
  types: { hostedzone: { parameters: { Id: ["hostedzoneid", ".id"] } } },
  ephemeralTypes: ["change"],
  nameInArn: (name) => name.replace(/^\/?\w+\//, ""),
});
