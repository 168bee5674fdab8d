/** What the placeholders of a generated policy stand for. */
export interface PlaceholderValues {
  readonly partition: string;
  /** Where the role works; empty where it is not known. */
  readonly region: string;
  readonly account: string;
}

const regionNames: ReadonlySet<string> = new Set(["region", "awsregion", "regionname"]);
const accountNames: ReadonlySet<string> = new Set(["account", "accountid", "awsaccountid"]);

/**
 * A resource of a generated policy with its placeholders filled: `${Partition}`, `${Region}` and `${Account}` with what is known,
 * every other one, a name that nobody knows, with `*` in that part alone
 * (IAM User Guide, "IAM Access Analyzer policy generation": resource placeholders).
 */
export function fillPlaceholders(arn: string, values: PlaceholderValues): string {
  const filled = arn.replace(/\$\{([^}]*)\}/g, (_, name: string) => standsFor(name.replace(/[^A-Za-z]/g, "").toLowerCase(), values));
  return filled.replace(/\*{2,}/g, "*");
}

function standsFor(name: string, { partition, region, account }: PlaceholderValues): string {
  if (name === "partition" || name === "awspartition") return partition || "aws";
  if (regionNames.has(name)) return region || "*";
  return accountNames.has(name) ? account || "*" : "*";
}
