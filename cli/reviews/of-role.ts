import { UnusableFileError } from "#adapters/local/errors.ts";
import { accountOf } from "#core/aws/arn.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import type { Review } from "#core/review/model/review.ts";

/**
 * Reviews of the role that a word names: `NAME`, `ACCOUNT/NAME` or an ARN, in the order that they have. Throws UnusableFileError where roles
 * of the name were reviewed in more than one account.
 */
export function reviewsOfRole(reviews: readonly Review[], word: string): readonly Review[] {
  const found = reviews.filter(({ roleName, roleArn }) => word === roleName || word === roleArn || word === roleKey(roleArn));
  const accounts = [...new Set(found.map(({ roleArn }) => accountOf(roleArn)))].sort();
  if (accounts.length <= 1) return found;
  throw new UnusableFileError(
    word,
    `roles of this name were reviewed in the accounts ${accounts.join(", ")}. Name one: ${accounts[0]}/${word}.`,
  );
}
