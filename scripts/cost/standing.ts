import * as v from "valibot";
import { readTemplate } from "#test/infra/aws-limits/render.ts";
import type { Standing } from "./model.ts";

const MemoryOf = v.object({ MemorySize: v.optional(v.number()) });
const Globals = v.object({ Function: MemoryOf });

/** What the template's stack holds whatever it does. */
export function standingOf(): Standing {
  const { Globals: globals, Resources } = readTemplate("template.yaml");
  const usual = v.parse(Globals, globals).Function.MemorySize;
  const memory = new Map<string, number>();
  let keys = 0;
  let alarms = 0;
  let dashboards = 0;
  for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
    if (Type === "AWS::Serverless::Function") memory.set(id, v.parse(MemoryOf, Properties).MemorySize ?? usual ?? Number.NaN);
    if (Type === "AWS::KMS::Key") keys += 1;
    if (Type === "AWS::CloudWatch::Alarm") alarms += 1;
    if (Type === "AWS::CloudWatch::Dashboard") dashboards += 1;
  }
  return { memory, keys, alarms, dashboards };
}
