import { NotAuthorizedError } from "#core/errors.ts";
import type { Told } from "#core/review/doctor/facts.ts";
import { toWhittleError } from "../aws/errors.ts";
import { reasonOf } from "../bucket/errors.ts";

/** What AWS answered to an operator, or why it did not. `absent` names the errors that say that the thing does not exist. */
export async function told<T>(
  operation: string,
  ask: () => Promise<T>,
  absent?: { readonly errors: readonly string[]; readonly value: T },
): Promise<Told<T>> {
  try {
    return { known: await ask() };
  } catch (error) {
    if (absent && error instanceof Error && absent.errors.includes(error.name)) return { known: absent.value };
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { unanswered: { operation, isDenied: toWhittleError(operation, error) instanceof NotAuthorizedError, error: reasonOf(cause) } };
  }
}
