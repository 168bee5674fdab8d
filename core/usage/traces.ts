import { type Place, serviceOfArn } from "#core/aws/arn.ts";
import { actionOf } from "#core/aws/names.ts";
import type { Call } from "#core/cloudtrail/call.ts";
import { objectOf } from "#core/cloudtrail/record.ts";
import { encryptionContextFacts, hasBlindSpot, knowledgeOf, namings, prefixesOf } from "#core/services/index.ts";
import type { Trace } from "#core/services/knowledge.ts";

/**
 * What a call that was not refused shows of use that has no event of its own: by the service's own file, by the encryption context of
 * a call to AWS KMS, and by the resources of other services that its request names.
 */
export function tracesOf(call: Call): readonly Trace[] {
  if (call.outcome === "denied") return [];
  const { place } = call;
  const [prefix = ""] = prefixesOf(call.source, call.request);
  const own = [...(knowledgeOf(prefix).traces?.(call, place) ?? []), ...decrypted(call, place)];
  return call.errorCode === "" ? [...own, ...named(call, prefix, place)] : own;
}

const ENCRYPTING = /^(?:GenerateDataKey|Encrypt|ReEncrypt)/;

/** AWS KMS Developer Guide, "Encryption context": a service names in it what it encrypts or decrypts for its caller. */
function decrypted({ name, request }: Call, place: Place): readonly Trace[] {
  if (name !== "Decrypt" && !ENCRYPTING.test(name)) return [];
  return Object.entries(objectOf(request.encryptionContext)).flatMap(([key, value]): readonly Trace[] => {
    const fact = encryptionContextFacts.get(key);
    if (fact === undefined || typeof value !== "string" || value === "" || /[*?]/.test(value)) return [];
    const resource = fact.arn?.(value, place) ?? value;
    if (!resource.startsWith("arn:")) return [];
    const names = ENCRYPTING.test(name) ? fact.encrypting : fact.decrypting;
    if (names === undefined) return [{ kind: "touched", resource }];
    return [{ kind: "used", actions: names.map((name) => actionOf(fact.service, name)), resource }];
  });
}

/** Resources of services with blind spots, by ARN or in ways of their own. */
function named(call: Call, prefix: string, place: Place): readonly Trace[] {
  const { arns, named } = call.parameters();
  const found = new Set(arns.filter((arn) => !/[*?]/.test(arn)));
  for (const [name, values] of named)
    for (const arn of values.flatMap((value) => namings.flatMap((namedIn) => namedIn(name, value, place) ?? []))) found.add(arn);
  return [...found].filter((arn) => isOfAnother(arn, prefix)).map((resource) => ({ kind: "named", resource }));
}

function isOfAnother(arn: string, prefix: string): boolean {
  const service = serviceOfArn(arn);
  return service !== prefix && hasBlindSpot(service);
}
