import { arnFields } from "#core/aws/arn.ts";

/**
 * Services of which no resource has a colon in its name, and whose ARNs say the type before a slash: SageMaker's names are letters, numbers and
 * hyphens (Amazon SageMaker API Reference; Service Authorization Reference: Amazon SageMaker, resource types).
 */
const PLAIN_NAMES: ReadonlySet<string> = new Set(["sagemaker"]);

/**
 * Are two ARN patterns of such a service about different types, so that no resource matches both? As texts they may: the wildcard for an account
 * goes on over colons, and `training-job/x:domain/y` would match `*:domain/*`. True only where it is certain.
 */
export function areOfOtherTypes(one: string, other: string): boolean {
  const [a, b] = [typeOf(one), typeOf(other)];
  return a !== undefined && b !== undefined && a !== b;
}

/** `sagemaker training-job/`; undefined where the pattern may be of several types. */
function typeOf(pattern: string): string | undefined {
  const [, , service = "", , , resource = ""] = arnFields(pattern);
  const type = /^[a-z-]+\//.exec(resource)?.[0];
  return type === undefined || !PLAIN_NAMES.has(service) || resource.includes(":") ? undefined : `${service} ${type}`;
}
