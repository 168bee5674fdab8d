/** An account as AWS Organizations tells of it. */
export interface OrganizationAccount {
  readonly id: string;
  /** Of the organization, such as `o-a1b2c3d4e5`. */
  readonly organization: string;
  /** `ACTIVE`, or why the account cannot be used: `SUSPENDED`, `PENDING_CLOSURE` and others. */
  readonly state: string;
}

/** AWS Organizations, read alone, by the id of a unit or of the root. Both throw the errors of core/errors.ts. */
export interface Organization {
  /** The accounts that stand directly in it. */
  accountsIn(unit: string): Promise<readonly OrganizationAccount[]>;
  /** The ids of the units that stand directly in it. */
  unitsIn(unit: string): Promise<readonly string[]>;
}
