import type { Arn } from "#core/aws/names.ts";
import type { AttachedPolicy } from "../model/role-state.ts";

const EMPTY = { version: "2012-10-17", statements: [] } as const;
const EMPTY_JSON = JSON.stringify({ Version: EMPTY.version, Statement: [] });

/** A customer-managed policy of a set. Its documents lie in the accounts and are not read there, so it counts as one that allows nothing. */
export function customerManaged(arn: Arn, name: string): AttachedPolicy {
  return { arn, name, versionId: "", json: EMPTY_JSON, document: EMPTY };
}

/** Was it made by customerManaged? */
export function isCustomerManaged({ versionId }: AttachedPolicy): boolean {
  return versionId === "";
}
