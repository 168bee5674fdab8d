import type { CodeOwner } from "../../code-owner.ts";
import type { Proposal } from "../../proposal.ts";

/** What a patch is made from. */
export type PatchInput = Pick<Proposal, "role" | "replaces" | "policies"> & { readonly owner: CodeOwner };
