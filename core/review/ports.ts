import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { SealChecking } from "./approval/seal.ts";
import type { MappedPlace } from "./change/code/code-place.ts";
import type { Proposal } from "./model/proposal.ts";
import type { PolicyChecks, PolicyGenerations } from "./ports/access-analyzer.ts";
import type { CodeHost } from "./ports/code-host.ts";
import type { LastAccessReports, LatestUse, RoleChanges, Roles, Stacks } from "./ports/iam.ts";
import type { Clock, Ids, Pauses, Signer } from "./ports/machine.ts";
import type { Notifier } from "./ports/notifier.ts";
import type { SetChanges } from "./ports/permission-sets.ts";
import type { Rehearsals } from "./ports/rehearsals.ts";
import type { ReviewStore } from "./ports/review-store.ts";
import type { Callbacks } from "./ports/workflow.ts";
import type { ProposeInput } from "./propose/propose-input.ts";
import type { Settings } from "./settings.ts";

/** What the operator set about changes that code carries out. */
export interface CodeWaits {
  readonly places: readonly MappedPlace[];
  /** For how many days the merge and the deployment are waited for. */
  readonly days: number;
}

/** Everything a step of the workflow may use. Each deployed function is given only what its role allows. */
export interface Ports {
  readonly roles: Roles;
  readonly stacks: Stacks;
  readonly changes: RoleChanges;
  readonly generations: PolicyGenerations;
  readonly lastAccess: LastAccessReports;
  readonly latestUse: LatestUse;
  readonly checks: PolicyChecks;
  readonly store: ReviewStore;
  readonly notifier: Notifier;
  readonly rehearsals: Rehearsals;
  readonly callbacks: Callbacks;
  readonly codeHost: CodeHost;
  readonly codeWaits: CodeWaits;
  readonly signer: Signer;
  /** Signs and verifies votes, with a key of its own. */
  readonly votes: Signer;
  /** Signs and verifies what proposals are made of, and proposals. */
  readonly seals: Signer<"proposal" | "review-evidence" | "caught-call">;
  readonly catalogue: ActionCatalogue;
  /** Makes a role's proposal in another thread, as `propose` would here. Absent where it is made here. */
  readonly propose?: (input: ProposeInput) => Promise<Proposal>;
  readonly clock: Clock;
  readonly pauses: Pauses;
  readonly ids: Ids;
  readonly settings: Settings;
}

/** What it takes to ask people: the record, messages, signed links to sealed proposals, and the workflow that waits for the answer. */
export type AskingPorts = Pick<Ports, "store" | "notifier" | "callbacks" | "clock" | "settings"> & {
  readonly signer: Signer<"review">;
  readonly seals: SealChecking<"proposal">;
};

/** The ports of a step that changes roles, or permission sets in their place: a function changes the ones or the others. */
export type ChangingPorts<K extends Exclude<keyof Ports, "changes">> = Pick<Ports, K> & { readonly changes: RoleChanges | SetChanges };
