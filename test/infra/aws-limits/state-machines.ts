import { readFileSync } from "node:fs";
import { type Finding, over } from "./limits.ts";
import { partitionFindings } from "./policies.ts";
import { type Resource, record } from "./render.ts";

/** What Step Functions would refuse, or fail at: definitions too large, ARNs of another partition, places that nothing fills. */
export function stateMachineFindings({ name, type, properties }: Resource, partition: string): Finding[] {
  if (type !== "AWS::Serverless::StateMachine") return [];
  const text = definition(properties);
  return [
    ...over("state-machine-definition", name, Buffer.byteLength(text)),
    ...partitionFindings({ name, properties: record(JSON.parse(text)) }, partition),
    ...[...text.matchAll(/\$\{\w+\}/g)].map(([place]) => ({ limit: "partition", where: name, detail: `nothing fills ${place}` })),
  ];
}

/** A state machine's definition with its substitutions made. */
function definition(properties: Resource["properties"]): string {
  const file = readFileSync(new URL(`../../../${String(properties.DefinitionUri)}`, import.meta.url), "utf8");
  const values = record(properties.DefinitionSubstitutions ?? {});
  return file.replaceAll(/\$\{(\w+)\}/g, (place, key: string) => (key in values ? String(values[key]) : place));
}
