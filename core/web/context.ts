import type { Context } from "hono";
import type { Words } from "#core/messages/english/words.ts";
import type { RestoreVoteSigner } from "#core/review/approval/restore-vote.ts";
import type { SealChecking } from "#core/review/approval/seal.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import type { SignInProvider } from "#core/review/approval/sign-in/provider.ts";
import type { SignInSettings } from "#core/review/approval/sign-in/settings.ts";
import type { SignOuts } from "#core/review/approval/sign-in/sign-outs.ts";
import type { VoteSigner } from "#core/review/approval/vote.ts";
import type { Signer } from "#core/review/ports/machine.ts";
import type { SetHolders } from "#core/review/ports/permission-sets.ts";
import type { Ports } from "#core/review/ports.ts";
import { type EndPage, endPage } from "./end-page.ts";
import type { Restoring } from "./restorable.ts";

/** What approvers sign in with, where they must. */
export interface SignIn {
  readonly settings: SignInSettings;
  readonly provider: SignInProvider;
  readonly signOuts: SignOuts;
}

/** `restoring` is loaded when somebody first opens a restore link: deciding needs neither IAM nor the catalogue. */
export type PageNeeds = Pick<Ports, "store" | "callbacks" | "clock" | "settings"> & {
  readonly signer: Signer<"review" | "restore" | "form" | "restore-form" | "session" | "sign-in">;
  readonly votes: VoteSigner & RestoreVoteSigner;
  readonly seals: SealChecking<"proposal">;
  readonly signIn?: SignIn;
  readonly restoring: () => Promise<Restoring>;
  /** Given where permission sets are reviewed: nobody decides about one that they hold. */
  readonly holders?: () => Promise<SetHolders>;
};

/** `words` are in the language that the browser asks for; `identity` is who signed in, and may decide; undefined where nobody has to. */
export interface PageEnv {
  readonly Variables: { readonly identity: Identity | undefined; readonly words: Words };
}

export type PageContext = Context<PageEnv>;

export function end(context: PageContext, what: EndPage): Response | Promise<Response> {
  return context.html(endPage(what, context.get("words")), what.status);
}
