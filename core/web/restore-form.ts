import * as v from "valibot";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { formFields } from "./form.ts";

const Form = v.object({ ...formFields, way: v.picklist(["action", "service", "all"]) });

export type RestoreForm = v.InferOutput<typeof Form>;

/** The form as the page sends it, or undefined where it is anything else. */
export function readRestoreForm(body: string): RestoreForm | undefined {
  const read = v.safeParse(Form, Object.fromEntries(new URLSearchParams(body)));
  return read.success ? read.output : undefined;
}

/** An action that somebody typed, as AWS spells it; undefined where there is none of that name. */
export function readAction(typed: string | undefined, catalogue: ActionCatalogue): string | undefined {
  const name = typed?.trim() ?? "";
  return /^[a-z0-9-]+:\w+$/i.test(name) ? catalogue.find(name)?.action : undefined;
}
