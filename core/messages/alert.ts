import type { Proposal } from "#core/review/model/proposal.ts";
import { counted } from "#core/text.ts";
import { firstSigns, suspiciousText } from "./suspicious.ts";

/** What to do about suspicious activity: an approval does not stop an attacker. */
export const ALERT_ADVICE =
  "If your team cannot explain the calls below, call your security team now and press neither Approve nor Reject: the new policy may keep what an attacker used, and until somebody decides, the role keeps all that it can do now. If it was an attack, press Reject and say so in the comment; no button here stops the attacker. If you can explain the calls, decide as usual.";

/** What restoring means where suspicious activity was found. */
export const RESTORE_WARNING =
  "Suspicious activity was found in this role's calls. Restoring gives whoever made them these permissions back. Restore only what your team needs and can explain, and call your security team if it cannot.";

/** Warns of suspicious activity, in paragraphs: what to do, then the signs. Empty where there is none. */
export function alertTexts({ suspicious }: Pick<Proposal, "suspicious">): readonly string[] {
  if (suspicious.length === 0) return [];
  const { shown, more } = firstSigns(suspicious);
  const signs = shown.map(suspiciousText);
  return [`SUSPICIOUS ACTIVITY. ${ALERT_ADVICE}`, [...signs, ...(more > 0 ? [`And ${counted(more, "more sign")}.`] : [])].join(" ")];
}
