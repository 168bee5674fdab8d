import { loadCatalogue } from "#adapters/catalogue.ts";
import { missedPermissions } from "#core/review/change/watch/watch.ts";
import type { MissedOf } from "#core/steps/watch-role.ts";

/** As the function loads it. */
export async function missedOf(): Promise<MissedOf> {
  const catalogue = loadCatalogue();
  return (record, change) => missedPermissions(record, change, catalogue);
}
