import type { CodeOwner, Proposal } from "../../model/proposal.ts";

/** What a patch is made from. */
export type PatchInput = Pick<Proposal, "role" | "replaces" | "policies"> & { readonly owner: CodeOwner };
