import { matches } from "#core/policy/match.ts";
import type { Identity } from "./identity.ts";
import { isPrincipal } from "./principal.ts";
import { readTrust, type TrustStatement } from "./trust.ts";

/**
 * The principal or provider by which a person is known to be able to assume a role, from its trust policy and from what their provider says of them; undefined
 * where it is not known. It errs to their being able: a condition that may hold is taken to hold, and a Deny is not looked at.
 */
export function knownToAssume({ trust }: { readonly trust: string }, identity: Identity): string | undefined {
  for (const statement of readTrust(trust)) {
    const trusted = trustedPrincipal(statement, identity) ?? trustedProvider(statement, identity);
    if (trusted !== undefined) return trusted;
  }
  return undefined;
}

/** Named as a principal; or an account is named, and a condition says who in it. */
function trustedPrincipal({ aws, conditions }: TrustStatement, identity: Identity): string | undefined {
  const isAccountNamed = aws.some((principal) => /^(\*|\d{12}|arn:[^:]+:iam::\d{12}:root)$/.test(principal));
  const byCondition = isAccountNamed ? conditions.flatMap(principalPatterns) : [];
  return [...aws.filter((principal) => principal !== "*"), ...byCondition].find((pattern) => isPrincipal(pattern, identity));
}

function principalPatterns({ key, values }: TrustStatement["conditions"][number]): readonly string[] {
  if (key === "aws:principalarn") return values;
  return key === "aws:username" ? values.map((name) => `arn:aws:iam::*:user/${name}`) : [];
}

/** The OpenID provider that the person signed in at is trusted: for their subject, or for everyone whom it knows. */
function trustedProvider({ federated, conditions }: TrustStatement, { issuer, subject }: Identity): string | undefined {
  const host = issuer.replace(/^https?:\/\//, "").replace(/\/+$/, "");
  const provider = federated.find((arn) => arn.split(":oidc-provider/")[1] === host);
  if (provider === undefined) return undefined;
  const asked = conditions.filter(({ key }) => key.startsWith(`${host.toLowerCase()}:`));
  const isNamed = asked.some(({ key, values }) => key.endsWith(":sub") && values.some((value) => matches(value, subject)));
  return isNamed || asked.length === 0 ? provider : undefined;
}
