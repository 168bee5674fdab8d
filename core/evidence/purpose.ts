import { isObject } from "#core/cloudtrail/record.ts";
import { parsedJson } from "#core/json-text.ts";

/** What a role is for, by who may assume it. */
export interface Purpose {
  /** AWS services that the trust policy lets in, without `.amazonaws.com`, sorted: `ec2`, `lambda`, `ecs-tasks` …. */
  readonly services: readonly string[];
  /** May principals of an account (its own or another) assume it? */
  readonly principals: boolean;
  /** May identities of a web or SAML provider assume it (a pod of EKS, a CI job, a person)? */
  readonly federated: boolean;
}

/**
 * Reads the purpose from a role's trust policy (IAM User Guide, "AWS JSON policy elements: Principal").
 * A trust policy that cannot be read tells nothing: the purpose is then empty.
 */
export function purposeOf(trust: string): Purpose {
  const principals = statementsOf(trust)
    .filter((statement) => statement.Effect === "Allow")
    .map((statement) => statement.Principal)
    .filter((principal) => principal !== undefined);
  const of = (kind: string) => principals.flatMap((principal) => (isObject(principal) ? texts(principal[kind]) : []));
  return {
    services: [...new Set(of("Service").map(withoutDomain))].sort(),
    principals: of("AWS").length > 0 || principals.includes("*"),
    federated: of("Federated").length > 0,
  };
}

function statementsOf(trust: string): readonly Readonly<Record<string, unknown>>[] {
  const document = parsedJson(trust);
  const statements = isObject(document) ? document.Statement : undefined;
  return (Array.isArray(statements) ? statements : [statements]).filter(isObject);
}

function texts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === "string");
}

/** `lambda.amazonaws.com`, `lambda.us-east-1.amazonaws.com` and `ec2.amazonaws.com.cn` alike. */
function withoutDomain(service: string): string {
  return service.replace(/\.amazonaws\.com(?:\.cn)?$/, "").replace(/\.[a-z]{2}(?:-[a-z]+)+-\d$/, "");
}
