import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { patchMessage } from "#core/messages/patch.ts";
import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Ports } from "#core/review/ports.ts";
import type { MessageSettings } from "#core/review/settings.ts";
import { withdraw } from "./withdraw.ts";

/** Sends an approved change as a patch to those who keep the code that owns the role, and ends the review; the role itself is left alone. */
export async function handOver(
  ports: Pick<Ports, "store" | "notifier" | "clock"> & { readonly settings: MessageSettings },
  { review, proposal, before }: { readonly review: Review; readonly proposal: Proposal; readonly before: RoleState },
  owner: CodeOwner,
): Promise<void> {
  // Loaded when it is needed: most roles belong to no code.
  const { codePatch } = await import("#core/review/change/code/code-patch.ts");
  const patch = codePatch({ ...proposal, before, owner });
  const message = patchMessage({ proposal, owner, patch }, await noticeWordsOf(ports.settings));
  await withdraw(ports, review, { id: "handed-over", owner: owner.because }, message);
}
