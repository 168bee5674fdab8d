/** What the operator set for approvers who sign in: the template's parameters `Oidc…` and `Approver…`. */
export interface SignInSettings {
  /** The OpenID provider, as its tokens name it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Who may decide: members of any of these groups … */
  readonly groups: readonly string[];
  /** … and owners of any of these addresses, their ASCII letters in lower case. Where both lists are empty, nobody may. */
  readonly emails: readonly string[];
  /** Groups that alone decide about some roles: being in one lets nobody in, but is kept of who is in. */
  readonly groupsOfSome?: readonly string[];
  /** The claim that lists a person's groups. */
  readonly groupsClaim: string;
  /** The claim that names a person's IAM principals, where the provider sends one. */
  readonly principalClaim?: string;
  /** How long a person stays signed in. */
  readonly sessionMinutes: number;
  /** How old a sign-in may be with which somebody approves or restores. */
  readonly freshMinutes: number;
}
