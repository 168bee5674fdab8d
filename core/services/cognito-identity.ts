import { service } from "./knowledge.ts";

export const cognitoIdentity = service("cognito-identity", {
  events: [
    {
      noPermission: "GetId GetOpenIdToken GetCredentialsForIdentity UnlinkIdentity",
      source: "Amazon Cognito Federated Identities API Reference",
    },
  ],
  passesRoles: [
    {
      always: ["SetIdentityPoolRoles"],
      to: ["cognito-identity.amazonaws.com"],
      source: "Service Authorization Reference: Amazon Cognito Identity, dependent actions of SetIdentityPoolRoles",
    },
  ],
});
