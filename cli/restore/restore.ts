import { existsSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { inStep } from "#adapters/local/account/in-step.ts";
import { readSnapshot, type Snapshot, writeSnapshot } from "#adapters/local/account/snapshot.ts";
import { snapshotChanges } from "#adapters/local/account/snapshot-changes.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import { UnusableFileError } from "#adapters/local/errors.ts";
import { noPauses, ownVotes } from "#adapters/local/small-ports.ts";
import { type LocalReviewStore, sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { checkWritable, writeJson } from "#adapters/local/write-file.ts";
import { systemClock } from "#adapters/machine.ts";
import { journalLine } from "#core/messages/journal.ts";
import { signRestoreVote } from "#core/review/approval/restore-vote.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import { ACTION_FORM } from "#core/steps/change/restore-input.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { policiesIn, recordIn, snapshotIn } from "../output-folder.ts";
import { DEFAULT_STACK } from "../stack/options.ts";
import { paragraph, print } from "../terminal/lines.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { lastApplied } from "./last-applied.ts";
import { RESTORE } from "./options.ts";
import { checkWanted, type WantedBack } from "./wanted-back.ts";

/** `whittle restore`: gives the exit code. Throws typed errors for unusable arguments and where there is nothing to restore. */
export async function restore(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(RESTORE, args);
  if (parsed === "help") return 0;
  const { values, positionals } = parsed;
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new UsageError("restore", "Give one review id or one role name.");
  const { out, stack, profile, region, action = [], reason } = values;
  if (out !== undefined && (stack ?? profile ?? region) !== undefined)
    throw new UsageError("restore", "Give --out DIR alone, or --stack NAME with --profile and --region.");
  const odd = action.find((each) => !ACTION_FORM.test(each));
  if (odd !== undefined) throw new UsageError("restore", `--action ${odd} is not an action such as s3:GetObject or s3:*.`);
  const wanted = { name, actions: action, reason };
  if (out !== undefined) await restoreIn(out, wanted);
  else {
    const { restoreInStack } = await import("./restore-in-stack.ts");
    await restoreInStack(stack ?? DEFAULT_STACK, { profile, region }, wanted);
  }
  return 0;
}

/** The files of an output folder that a restore reads and writes. */
interface Opened {
  readonly folder: string;
  readonly account: string;
  readonly snapshot: Snapshot;
  readonly store: LocalReviewStore;
}

async function restoreIn(folder: string, wanted: WantedBack): Promise<void> {
  const record = recordIn(folder);
  if (!existsSync(record)) throw new UnusableFileError(record, "no such record. Create it with: whittle review --out DIR");
  const account = snapshotIn(folder);
  const snapshot = readSnapshot(account);
  checkWritable(account);
  const store = sqliteReviewStore(record);
  try {
    await restoreOpened({ folder, account, snapshot, store }, findReview(store, wanted.name, record), wanted);
  } finally {
    store.close();
  }
}

async function restoreOpened(opened: Opened, review: Review, { actions, reason }: WantedBack): Promise<void> {
  const { folder, snapshot, store } = opened;
  const { id, roleName } = review;
  const roles = snapshotRoles(snapshot);
  await checkWanted(store, review, actions);
  await openAgain(store, roles, id);
  const told = (await store.journal(id)).length;
  const stays = await putBack(opened, roles, id, { actions, reason });
  // Nobody is sent a message here.
  const entries = (await store.journal(id)).slice(told).filter(({ kind }) => kind !== "sent");
  const isChanged = entries.some(({ kind }) => kind === "step");
  if (isChanged) tellDone(entries, roleName);
  if (stays.length > 0) paragraph(`Still attached, because the role needs it for something else: ${stays.join(", ")}`, 2);
  if (isChanged) rewritePolicies(policiesIn(folder), await store.document(id, "proposal"), await roles.read(roleName));
  const back = actions.length > 0 ? actions.join(", ") : "everything that the review removed";
  paragraph(isChanged ? `Restored: ${roleName} has ${back} again.` : `Nothing to restore: ${roleName} has ${back} already.`);
  if (isChanged) print(`Written to ${folder}`);
}

/** Carries the restore out. Returns the policies that stay, since the role needs them for something else. */
async function putBack(
  { account, snapshot, store }: Opened,
  roles: Roles,
  reviewId: string,
  { actions, reason = "" }: Pick<WantedBack, "actions" | "reason">,
): Promise<readonly string[]> {
  const kept = { store, changes: snapshotChanges(snapshot, systemClock) };
  const ports = {
    ...inStep(kept, () => writeSnapshot(account, snapshot)),
    roles,
    notifier: { publish: async () => undefined },
    votes: ownVotes,
    catalogue: loadCatalogue(),
    clock: systemClock,
    pauses: noPauses,
    settings: {},
  };
  const asked = actions.length > 0 ? { addBack: actions } : {};
  const vote = { at: systemClock.now(), by: "the operator, with whittle restore", reason, ...asked };
  const votes = [await signRestoreVote(ownVotes, await store.get(reviewId), vote)];
  return (await restoreRole(ports, { reviewId, ...asked, votes })).stays;
}

function tellDone(entries: readonly JournalEntry[], roleName: string): void {
  for (const { state, text } of entries.map((entry) => journalLine(entry, roleName))) if (state === "done") paragraph(text, 2);
}

/** The refined policies' own files say what the role has now; one that it has no more is taken away. */
function rewritePolicies(folder: string, proposal: Proposal | undefined, { attached, inline }: RoleState): void {
  for (const { name } of proposal?.policies ?? []) {
    const file = join(folder, `${name}.json`);
    if (!existsSync(file)) continue;
    const now = [...attached, ...inline].find((policy) => policy.name === name);
    if (now) writeJson(file, JSON.parse(now.json));
    else unlinkSync(file);
  }
}

/** A review that was restored, of which the snapshot shows less: a copy was put in its place, or it was reviewed since. It can be restored anew. */
async function openAgain(store: LocalReviewStore, roles: Roles, reviewId: string): Promise<void> {
  const { status, roleName } = await store.get(reviewId);
  const proposal = await store.document(reviewId, "proposal");
  if (status !== "restored" || !proposal) return;
  const { attached, inline } = await roles.read(roleName);
  const carried = new Set(attached.map(({ arn }) => arn));
  const written = new Set(inline.map(({ name }) => name));
  if (proposal.replaces.some(({ arn }) => !carried.has(arn)) || proposal.replacesInline.some((name) => !written.has(name)))
    await store.update(reviewId, "reopen", { updatedAt: systemClock.now() });
}

function findReview(store: LocalReviewStore, name: string, record: string): Review {
  const found = lastApplied(store.all(), name);
  if (!found) throw new UnusableFileError(record, `no review ${name}, and no applied review of a role with that name.`);
  return found;
}
