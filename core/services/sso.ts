import { service } from "./knowledge.ts";
import { alsoChecked } from "./permission-only.ts";

export const sso = service("sso", {
  parameters: { AccountId: ["accountid", "targetid"] },
  calls: {
    // It is provisioned to one account after another, and was there before.
    ProvisionPermissionSet: { makes: [] },
    ...alsoChecked(["AssociateDirectory"], ["ds:AuthorizeApplication"], { on: [] }),
    ...alsoChecked(["DisassociateDirectory"], ["ds:UnauthorizeApplication"], { on: [] }),
  },
  eventSources: [{ name: "awsssoportal", source: "IAM Identity Center Portal API Reference" }],
  events: [
    {
      noPermission:
        "Authenticate Federate GetRoleCredentials ListAccountRoles ListAccounts Logout ListProfilesForApplication UserAuthentication StartSession EndSession GetAppConfig",
      source: "IAM Identity Center Portal API Reference: calls carry a bearer token, not IAM credentials",
    },
  ],
});
