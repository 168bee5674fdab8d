import { systemClock } from "#adapters/machine.ts";
import { accountOf } from "#core/aws/arn.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { riskLine } from "#core/messages/risk-line.ts";
import type { Review } from "#core/review/model/review.ts";
import { daysBetween } from "#core/review/time.ts";
import { counted } from "#core/text.ts";
import { oneOf } from "../one-of.ts";
import { FORMATS } from "../stack/options.ts";
import { paragraph, print, printJson, visible } from "../terminal/lines.ts";
import { toned } from "../terminal/terminal.ts";
import { parseCommand } from "../usage-error.ts";
import { openRecord } from "./open-record.ts";
import { LIST, ofAccount } from "./options.ts";
import { type Overview, overviewJson, overviewsOf, stateText } from "./overview.ts";

/** `whittle list`: gives the exit code. Throws typed errors. */
export async function list(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(LIST, args);
  if (parsed === "help") return 0;
  const { all = false, format = "text", account, ...where } = parsed.values;
  const asJson = oneOf(LIST.name, "--format", FORMATS, format) === "json";
  const record = await openRecord(LIST.name, where);
  try {
    const reviews = ofAccount(LIST.name, await record.all(), account).toReversed();
    const shown = all ? reviews : latestOfEach(reviews);
    const accounts = new Set(shown.map(({ roleArn }) => accountOf(roleArn)));
    if (shown.length === 0 && !asJson) print(account === undefined ? "No reviews yet." : `No reviews of account ${account}.`);
    for await (const overview of overviewsOf(record, shown)) {
      if (asJson) printJson(overviewJson(overview));
      else tell(overview, { now: systemClock.now(), withAccount: accounts.size > 1 });
    }
  } finally {
    record.close();
  }
  return 0;
}

function latestOfEach(newestFirst: readonly Review[]): readonly Review[] {
  return [...Map.groupBy(newestFirst, ({ roleArn }) => roleKey(roleArn)).values()].flatMap(([latest]) => latest ?? []);
}

function tell(
  { review, proposal, headline }: Overview,
  { now, withAccount }: { readonly now: string; readonly withAccount: boolean },
): void {
  const account = withAccount ? `${accountOf(review.roleArn)}  ` : "";
  const age = counted(Math.floor(daysBetween(review.createdAt, now)), "day");
  print(`${toned("title", visible(review.roleName))}  ${account}${stateText(review)}  ${age}  ${toned("aside", review.id)}`);
  paragraph(headline, 2);
  if (proposal) paragraph(riskLine(proposal), 2);
}
