import { service } from "./knowledge.ts";

export const cognitoIdp = service("cognito-idp", {
  usuallyCalls: { "cognito-idp": ["sns"] },
  events: [
    {
      noPermission:
        "InitiateAuth RespondToAuthChallenge SignUp ConfirmSignUp ForgotPassword ConfirmForgotPassword ResendConfirmationCode ChangePassword GetUser GlobalSignOut RevokeToken UpdateUserAttributes StartWebAuthnRegistration CompleteWebAuthnRegistration ListWebAuthnCredentials DeleteWebAuthnCredential GetUserAuthFactors GetTokensFromRefreshToken AssociateSoftwareToken VerifySoftwareToken Token_POST Login_GET",
      source: "Amazon Cognito user pools API Reference: unauthenticated and token-authorized operations",
    },
  ],
});
