import type { EvidenceReason } from "#core/evidence/reason.ts";
import type { Evidence, Proposal } from "#core/review/model/proposal.ts";
import { counted } from "#core/text.ts";
import { gapText } from "./gap.ts";
import { suspiciousText } from "./suspicious.ts";

/** What a reason may refer to: a proposal, as far as it holds that. */
export type Behind = Pick<Proposal, "gaps" | "suspicious">;

/** Why an action stands in the refined policy, as a phrase: `3 calls in CloudTrail on 2026-10-30`. */
export function reasonText({ because }: Pick<Evidence, "because">, behind: Behind): string {
  switch (because.id) {
    case "called":
      return `${calledText(because)}${doubtText(because, behind)}`;
    case "generated":
      return `named by Access Analyzer's generated policy${doubtText(because, behind)}`;
    case "gap":
      return `kept, because it cannot be judged: ${behind.gaps
        .filter(({ kind }) => kind === because.gap)
        .map(gapText)
        .join(" ")}`;
    case "service-used":
      return `kept, because it cannot be judged: ${because.service} was used, but no record tells by which action`;
    case "last-used":
      return `IAM reports that it was last used on ${because.on}, which the log does not show`;
    case "reported":
      return `IAM reports that it was last used on ${because.on}`;
    case "used-since":
      return `the log shows it on ${because.on}, after the window`;
    case "keep-tag":
      return `the tag whittle:keep asks for ${because.word}`;
    case "given-back":
      return "it was missed after an earlier review, or found by its rehearsal";
    case "question-default":
      return `no log can show its use, and something speaks for it: see Questions`;
    case "answered":
      return "an approver or operator answered to keep it";
    default:
      return impliedText(because);
  }
}

type ReasonOf<K extends EvidenceReason["id"]> = Extract<EvidenceReason, { readonly id: K }>;

type Implied = ReasonOf<"passed-role" | "may-pass-role" | "tagged" | "may-tag" | "needed" | "shown" | "implied" | "purpose">;

function impliedText(because: Implied): string {
  if (because.id === "purpose") return `the role is assumed by ${because.assumedBy.join(", ")}: ${because.known} (${because.source})`;
  return `implied by ${because.by.join(", ")}${whatImplies(because)}`;
}

const NO_EVENT = "CloudTrail shows no event of its own for that";

function whatImplies(because: Exclude<Implied, ReasonOf<"purpose">>): string {
  switch (because.id) {
    case "passed-role": {
      const which = because.isNamed ? "a role" : "a role that the call does not name";
      return `, which handed ${which} to ${because.receivers?.join(", ") ?? "a service"}; ${NO_EVENT}`;
    }
    case "may-pass-role":
      return `, which hands a role to ${because.receivers.join(", ")}; the evidence shows neither that nor which role (${because.source})`;
    case "may-tag":
      return `, which may tag what it makes; ${NO_EVENT}`;
    case "tagged":
      return `, which tagged what it made; ${NO_EVENT}`;
    case "needed":
      return `, which needs it besides; ${NO_EVENT}`;
    case "shown":
      return ", which shows its use though no event of its own does";
    case "implied":
      return `: ${because.known} (${because.source})`;
  }
}

function calledText({ calls, first, last, via }: ReasonOf<"called">): string {
  const when = first === last ? `on ${first}` : `between ${first} and ${last}`;
  return `${counted(calls, "call")} in CloudTrail ${when}${via.length > 0 ? `, some by ${via.join(", ")}` : ""}`;
}

function doubtText({ doubt }: ReasonOf<"called" | "generated">, { suspicious }: Behind): string {
  const use = doubt === undefined ? undefined : suspicious[doubt];
  return use === undefined ? "" : `; in doubt: ${suspiciousText(use)}`;
}
