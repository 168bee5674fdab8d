import { accountOf } from "#core/aws/arn.ts";
import { codePatch } from "#core/review/change/code/code-patch.ts";
import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { WHITTLE_PATH } from "#core/review/selection.ts";
import { counted } from "#core/text.ts";
import { htmlLines, htmlText, markdownCode } from "./markdown.ts";
import { ownerText } from "./outcome.ts";
import { headline, replacedNames, summaryFacts, WHITTLE } from "./summary.ts";
import { inOneText } from "./telling.ts";
import { clipped, plain } from "./text.ts";

const MOST_TITLE = 200;
/** GitHub takes 65,536 characters as the body of an issue or a pull request. */
const MOST_BODY = 60_000;

/** An approved change, for those who keep the code of its role. */
export interface CodeChange {
  readonly proposal: Proposal;
  /** The role as it was reviewed. */
  readonly before: RoleState;
  readonly owner: CodeOwner;
  /** Who approved it. */
  readonly by: string;
  /** For how many days its deployment is waited for. */
  readonly days: number;
}

/** Title and Markdown body. Names and words of others stand in it as code, in which no sign means anything. */
export interface CodeText {
  readonly title: string;
  readonly body: string;
}

/** The pull request that writes the new policy to a file. */
export function pullRequestText(change: CodeChange, file: string): CodeText {
  const names = replacedNames(change.proposal).map(({ name }) => markdownCode(name));
  return textOf(change, [
    `This pull request writes the new policy to ${markdownCode(file)}. Whittle changes nothing in AWS itself; your deployment does.`,
    `1. Check that the role's code uses this file, for example with Terraform's <code>file()</code>, in a managed policy with the path <code>${WHITTLE_PATH}</code>: by this path the next review knows that it may replace the policy. Then merge and deploy, so that the new policy is attached first.`,
    `2. When that is deployed, remove ${names.join(", ")} from the role's code, and deploy again.`,
    waitsText(change, "pull request"),
  ]);
}

/** The issue that asks for the change where no file can take it, with the change as a patch. */
export function issueText(change: CodeChange): CodeText {
  const patch = codePatch({ ...change.proposal, before: change.before, owner: change.owner });
  const lines = [
    "No single file holds this role's new policy, so the change is given as a patch. Whittle changes nothing in AWS itself; your deployment does.",
    waitsText(change, "issue"),
  ];
  const whole = textOf(change, [...lines, `<pre>\n${htmlLines(patch)}\n</pre>`]);
  return whole.body.length <= MOST_BODY
    ? whole
    : textOf(change, [...lines, "The patch is too long for an issue. The approvers have it in their message."]);
}

function waitsText({ days }: CodeChange, form: string): string {
  return `Whittle waits ${counted(days, "day")} for the role to have exactly the approved permissions, then watches it for denied calls. To decline the change, close this ${form}.`;
}

/** A line of the body that no reader sees: no other review's text is the same. */
function markOf(reviewId: string): string {
  return `<!-- whittle review ${reviewId.replace(/[^A-Za-z0-9-]/g, "")} -->`;
}

function textOf({ proposal, owner, by }: CodeChange, paragraphs: readonly string[]): CodeText {
  const { role, reviewId } = proposal;
  const facts = summaryFacts(proposal).map((fact) => `<li><b>${fact.label}</b>: <code>${htmlText(inOneText(fact))}</code></li>`);
  const asked = [
    `${WHITTLE} The role ${markdownCode(role.name)} in AWS account ${markdownCode(accountOf(role.arn))} has permissions that Whittle found no use of, and ${markdownCode(by)} approved removing them. The role is managed by code: ${markdownCode(ownerText(owner.because))}.`,
  ];
  const body = [...asked, ...paragraphs, `<ul>\n${facts.join("\n")}\n</ul>`, `Review ${markdownCode(reviewId)}`, markOf(reviewId)].join(
    "\n\n",
  );
  return { title: clipped(unreferring(plain(`Trim ${role.name}: ${headline(proposal)}`)), MOST_TITLE), body: `${body}\n` };
}

/** The title is also the commit's message: hosts notify who is named there, and close what is referred to. `@a` reads `[@]a`. */
function unreferring(text: string): string {
  return text.replaceAll(/[@#!](?=[\p{L}\p{N}_])/gu, "[$&]");
}
