import { service } from "./knowledge.ts";

export const sso = service("sso", {
  // It is provisioned to one account after another, and was there before.
  calls: { ProvisionPermissionSet: { makes: [] } },
  eventSources: [{ name: "awsssoportal", source: "IAM Identity Center Portal API Reference" }],
  events: [
    {
      noPermission:
        "Authenticate Federate GetRoleCredentials ListAccountRoles ListAccounts Logout ListProfilesForApplication UserAuthentication StartSession EndSession GetAppConfig",
      source: "IAM Identity Center Portal API Reference: calls carry a bearer token, not IAM credentials",
    },
  ],
});
