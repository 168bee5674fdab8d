import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { PolicyChecks } from "#core/review/ports/access-analyzer.ts";
import type { CodeHost } from "#core/review/ports/code-host.ts";
import type { LastAccessReports, LatestUse, Stacks } from "#core/review/ports/iam.ts";
import type { Pauses, Signer } from "#core/review/ports/machine.ts";
import type { Rehearsals } from "#core/review/ports/rehearsals.ts";

/** A key that lives and dies with this process: links of an earlier run open nothing. */
export function processSigner(): Signer {
  const key = randomBytes(32);
  const mac = (purpose: string, text: string) => createHmac("sha256", key).update(`${purpose} ${text}`).digest();
  return {
    sign: async (purpose, text) => mac(purpose, text).toString("base64url"),
    verify: async (purpose, text, signature) => {
      const given = Buffer.from(signature, "base64url");
      const right = mac(purpose, text);
      return given.toString("base64url") === signature && given.length === right.length && timingSafeEqual(given, right);
    },
  };
}

/** The record is a file of the person who decides: nobody else writes it, and a later run carries on with what was decided in this one. */
export const ownVotes: Signer = { sign: async () => "own", verify: async (_, __, signature) => signature === "own" };

/** Nor does anybody else write what is proposed in it: a proposal of an earlier version, which sealed none, is as good. */
export const ownSeals: Pick<Signer<"proposal" | "review-evidence" | "caught-call">, "sign" | "verify"> = {
  sign: async () => "own",
  verify: async () => true,
};

/** There is no Access Analyzer on a laptop: the checks say that they were not made. */
export const noPolicyChecks: PolicyChecks = { validate: async () => "unavailable", noNewAccess: async () => "unavailable" };

/** A snapshot says nothing of stacks; a role's tags may. */
export const noStacks: Stacks = { ownerOf: async () => undefined };

/** A snapshot says nothing of single services; a file of its own may. */
export const noLastAccess: LastAccessReports = { ofRole: async () => undefined };

export const noLatestUse: LatestUse = { ofRole: async () => ({ report: undefined, logged: [] }) };

/** The snapshot shows every change at once: there is nothing to wait for. */
export const noPauses: Pauses = { pause: async () => {} };

/** An embedded run sees no live calls, so no proposal of one is rehearsed. */
export const noRehearsals: Rehearsals = { begin: async () => {}, isStanding: async () => true, end: async () => {} };

/** An embedded run changes a snapshot, and hands no change to code. */
export const noCodeHost: CodeHost = {
  kind: "github",
  openPullRequest: async () => undefined,
  openIssue: async ({ repository }) => ({ form: "issue", repository, number: 0, url: "" }),
  stateOf: async () => "closed",
};
