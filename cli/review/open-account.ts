import { readSnapshot, type Snapshot } from "#adapters/local/account/snapshot.ts";
import { AWS, type ReviewArguments } from "./arguments.ts";

/** The account that `--account` names. Throws typed errors. */
export async function openAccount({ account, access }: ReviewArguments): Promise<Snapshot> {
  if (account !== AWS) return readSnapshot(account);
  const { accountSnapshot } = await import("#adapters/bucket/account.ts");
  return accountSnapshot(access);
}
