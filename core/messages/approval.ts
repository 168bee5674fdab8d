import { handsOver } from "#core/review/change/code/code-owned.ts";
import type { Note } from "#core/review/model/note.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { isSetArn } from "#core/review/permission-sets/permission-set.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import type { Settings } from "#core/review/settings.ts";
import { english, type Words } from "./english/words.ts";
import { messageOf } from "./message-of.ts";
import type { AfterChange } from "./summary.ts";

export interface Asking {
  readonly link: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  /** Two where two different approvers must approve. */
  readonly approversNeeded?: 2;
  readonly settings: AfterChange & Pick<Settings, "codeOwnedRoles">;
  readonly words: Words;
}

/** Asks the approvers to decide: what changes, what could break, what is alarming, how to undo it, until when and where. */
export function approvalRequest(proposal: Proposal, asking: Asking): Message {
  return ask(proposal, asking, { kind: "approval-request", title: ({ approve }) => approve, lead: () => [] });
}

/** Asks again when half of the time is over. */
export function reminder(proposal: Proposal, asking: Asking): Message {
  return ask(proposal, asking, { kind: "reminder", title: ({ reminder: title }) => title, lead: ({ halfTime }) => [halfTime] });
}

/** Asks the escalation contacts when the approvers have not decided for so many hours. */
export function escalation(proposal: Proposal, { afterHours, ...asking }: Asking & { readonly afterHours: number }): Message {
  return ask(proposal, asking, {
    kind: "escalation",
    title: ({ undecided }) => undecided,
    lead: ({ escalated }) => [escalated(afterHours)],
  });
}

/** Who reads the message learns here that others must decide, or that the role's tag does not say who. */
function whoAlone({ notes }: Proposal): readonly Note[] {
  return notes.filter(({ id }) => id === "approvers-of" || id === "owner-unknown");
}

interface Occasion {
  readonly kind: Message["kind"];
  readonly title: (texts: Words["asking"]) => string;
  readonly lead: (texts: Words["asking"]) => readonly string[];
}

function ask(proposal: Proposal, { link, expiresAt, approversNeeded, settings, words }: Asking, { kind, title, lead }: Occasion): Message {
  const { asking } = words;
  const alert = words.alertTexts(proposal);
  const isHandedOver = proposal.owner !== undefined && handsOver(settings);
  const titleIn = (one: Words) => {
    const warning = alert.length > 0 ? `${one.asking.suspicious} ` : "";
    return `${warning}${title(one.asking)} ${proposal.role.name}: ${one.headline(proposal)}`;
  };
  return messageOf({
    kind,
    language: words.language,
    reviewId: proposal.reviewId,
    roles: [proposal.role.arn],
    owner: proposal.roleOwner,
    title: titleIn(words),
    subject: titleIn(english),
    lead: [
      ...alert,
      ...lead(asking),
      asking.lead(words.whichRole(proposal), words.askedFor(proposal), words.WHITTLE),
      ...(isSetArn(proposal.role.arn) ? [asking.notByHolders] : []),
      ...whoAlone(proposal).map((note) => words.noteText(note)),
      ...(proposal.askedAgain ? [words.askedAgainText(proposal.askedAgain)] : []),
      asking.change(words.headline(proposal), words.instantText(expiresAt), words.whoApproves(approversNeeded)),
    ],
    facts: [
      ...words.riskFacts(proposal),
      { label: asking.ifItBreaks, text: isHandedOver ? asking.handedOver : words.ifItBreaks(settings, proposal) },
      ...words.planFacts(proposal, { answered: "on-page" }),
    ],
    ways: [{ words: asking.decideBy(words.instantText(expiresAt)), kind: "link", text: link }],
    after: asking.opening,
  });
}
