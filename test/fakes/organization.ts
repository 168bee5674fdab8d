import type { Organization } from "#core/review/ports/organization.ts";

type Tree = Readonly<Record<string, { readonly accounts: readonly string[]; readonly units: readonly string[] }>>;

/** An organization of units with their accounts and units; some accounts in another state, and some units with an error. */
export function fakeOrganization(
  tree: Tree,
  states: Readonly<Record<string, string>> = {},
  failing: Readonly<Record<string, Error>> = {},
): Organization & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    async accountsIn(unit) {
      asked.push(unit);
      if (failing[unit]) throw failing[unit];
      return (tree[unit]?.accounts ?? []).map((id) => ({ id, organization: "o-1", state: states[id] ?? "ACTIVE" }));
    },
    unitsIn: async (unit) => tree[unit]?.units ?? [],
  };
}
