import { service } from "./knowledge.ts";

export const ssoOauth = service("sso-oauth", {
  eventSources: [{ name: "ssooidc", source: "Service Authorization Reference: AWS IAM Identity Center OIDC service" }],
  events: [{ noPermission: "CreateToken RegisterClient StartDeviceAuthorization", source: "IAM Identity Center OIDC API Reference" }],
});
