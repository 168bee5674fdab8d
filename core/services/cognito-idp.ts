import { service } from "./knowledge.ts";

export const cognitoIdp = service("cognito-idp", {
  passesRoles: [
    {
      sometimes: ["CreateUserPool", "SetUserPoolMfaConfig", "UpdateUserPool"],
      to: ["cognito-idp.amazonaws.com"],
      source: "Amazon Cognito Developer Guide: SMS message settings for Amazon Cognito user pools (the role that sends text messages)",
    },
    {
      always: ["CreateUserImportJob"],
      sometimes: ["CreateUserPoolClient", "UpdateUserPoolClient"],
      to: ["cognito-idp.amazonaws.com"],
      source: "Amazon Cognito Developer Guide: Creating the CloudWatch Logs IAM role; Using Amazon Pinpoint for user pool analytics",
    },
  ],
  usuallyCalls: { "cognito-idp": ["sns"] },
  events: [
    {
      noPermission:
        "InitiateAuth RespondToAuthChallenge SignUp ConfirmSignUp ForgotPassword ConfirmForgotPassword ResendConfirmationCode ChangePassword GetUser GlobalSignOut RevokeToken UpdateUserAttributes StartWebAuthnRegistration CompleteWebAuthnRegistration ListWebAuthnCredentials DeleteWebAuthnCredential GetUserAuthFactors GetTokensFromRefreshToken AssociateSoftwareToken VerifySoftwareToken Token_POST Login_GET",
      source: "Amazon Cognito user pools API Reference: unauthenticated and token-authorized operations",
    },
  ],
});
