import { arnFields, type Place, resourceStart } from "#core/aws/arn.ts";
import type { ArnTemplate } from "./arn-template.ts";

/** Where a role works, for what its calls do not say. */
export interface ScopeFacts {
  readonly partition: string;
  /** One of a role, several of a permission set. Empty where they are not known: any account then. */
  readonly accounts: readonly string[];
  /** Empty where it is not known: every region then. */
  readonly regions: readonly string[];
  /** As many names of one type are spelt out; more are named by what they have in common. */
  readonly mostNames?: number;
}

/** Above this many resource types without a name, their common beginning is named instead. */
const mostTypes = 6;

/** Above this many accounts, patterns of each would fill a policy, and any account is named instead: a role acts in its own in any case. */
const mostAccounts = 5;

/** The accounts that patterns name: `*` alone where they are many, or not known. */
export function namedAccounts({ accounts }: Pick<ScopeFacts, "accounts">): readonly string[] {
  return accounts.length === 0 || accounts.length > mostAccounts ? ["*"] : accounts;
}

/** A type's ARN with its name left open, in each region and account where it was seen or is known. */
export function openTypes(templates: readonly ArnTemplate[], facts: ScopeFacts, seen: readonly string[]): readonly string[] {
  const regions = seen.length > 0 ? partsOf(seen, 3) : facts.regions.length > 0 ? facts.regions : ["*"];
  const accounts = seen.length > 0 ? fewOf(partsOf(seen, 4), facts) : namedAccounts(facts);
  const open = templates.flatMap((template) =>
    regions.flatMap((region) => accounts.map((account) => openType(template, facts.partition || "aws", region, account))),
  );
  const distinct = [...new Set(open)];
  return templates.length > mostTypes ? [...new Set(distinct.map((arn) => `${arn.slice(0, resourceStart(arn))}*`))] : distinct;
}

/** The accounts of what was seen, or any where these are many and the role works in many. */
function fewOf(seen: readonly string[], facts: ScopeFacts): readonly string[] {
  return seen.length > mostAccounts && facts.accounts.length > mostAccounts ? ["*"] : seen;
}

/** Each type's ARN with its name left open, where a call was made. */
export function openEach(templates: readonly ArnTemplate[], place: Place): readonly string[] {
  const open = templates.map((template) => openType(template, place.partition || "aws", place.region || "*", place.account || "*"));
  return [...new Set(open)].sort();
}

function partsOf(arns: readonly string[], index: number): readonly string[] {
  return [...new Set(arns.map((arn) => arnFields(arn)[index] ?? "*"))];
}

export function openType(template: ArnTemplate, partition: string, region: string, account: string): string {
  const filled = template.variables.reduce((arn, { name }, index) => {
    const value = name === "Partition" ? partition : name === "Region" ? region : name === "Account" ? account : "*";
    return arn + value + (template.texts[index + 1] ?? "");
  }, template.texts[0] ?? "");
  return filled.replace(/\*[^:/]*\*/g, "*");
}
