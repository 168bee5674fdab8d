import type { Restoring } from "#core/web/restorable.ts";
import { loadCatalogue } from "../catalogue.ts";
import { iamRoles } from "./iam-roles.ts";
import { type Environment, required } from "./settings.ts";
import { sfnRestores } from "./sfn-restores.ts";

/** What the restore page needs, on AWS. Throws InvalidInputError where the environment does not name the state machine. */
export function restoringFromEnvironment(environment: Environment): Restoring {
  return { roles: iamRoles(), catalogue: loadCatalogue(), restores: sfnRestores(required(environment, "ROLE_RESTORE_ARN")) };
}
