import { isEphemeral, knowledgeOf } from "#core/services/index.ts";

/** Does the name of one thing of the type say nothing about the next? */
export function isMadeAnew(service: string, type: string): boolean {
  return isEphemeral(`${service}:${type}`);
}

/** Resource types whose things are named by an id alone and are replaced as a matter of course; a key or a subnet is not. */
const passing: ReadonlySet<string> = new Set([
  "instance",
  "managed-instance",
  "managed-instance-inventory",
  "container-instance",
  "network-interface",
  "volume",
  "snapshot",
  "image",
  "association",
  "spot-instances-request",
]);

export function comesAndGoes(type: string): boolean {
  return passing.has(type);
}

/** Does a thing of the type outlive what uses it, so that a date in its name (`AmazonSageMaker-ExecutionRole-20260131T120000`) stays? */
export function isDurable(service: string, type: string): boolean {
  const types = knowledgeOf(service).durableTypes ?? [];
  return types === "all" || types.includes(type);
}

const unmaking = /:(?:Delete|Terminate|Deregister|Destroy|Release|Purge)/;

/** Is the thing that the action names no more after it? */
export function isUnmaking(action: string): boolean {
  return unmaking.test(action);
}
