/** Whose records are wanted: by the names of roles, or of every role. */
export type WantedRoles = readonly string[] | "all";

/** Tells whether records of a role of this name are wanted. */
export interface RoleNames {
  readonly wanted: WantedRoles;
  has(name: string): boolean;
}

export function namesOf(wanted: WantedRoles): RoleNames {
  const names = new Set(wanted === "all" ? [] : wanted);
  return { wanted, has: (name) => wanted === "all" || names.has(name) };
}
