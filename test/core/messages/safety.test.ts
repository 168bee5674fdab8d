import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { japanese } from "#core/messages/japanese/notice-words.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { runs } from "#test/runs.ts";
import { everyMessage, hostileText, NASTY } from "./hostile.ts";
import { ASKING, foundingProposal } from "./proposals.ts";

const founding = await foundingProposal();
const MOST_BYTES = 256 * 1024;

/** What mail clients make links of: a scheme, `www.` with a name (what was cut off ends in three dots), and a name with a dot and letters behind it. */
const LINK = /[a-z][a-z0-9+.-]*:\/\/|\bwww\.[^.]|[\p{L}\p{N}_-][.\u3002\uff0e\uff61][\p{L}]{2}/iu;
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function faultsOf({ subject, body }: Message): string[] {
  const lines = body.split("\n");
  const own = lines.filter((line) => line !== ASKING.link && !/^(aws |\[ |\{ )/.test(line));
  return [
    ...(/^[\x20-\x7e]{1,100}$/.test(subject) ? [] : [`subject: ${subject}`]),
    ...own.filter((line) => line.length > 72).map((line) => `too long: ${line}`),
    ...own.filter((line) => LINK.test(line)).map((line) => `a link: ${line}`),
    ...(UNSEEN.test(body) ? ["a character that nobody sees"] : []),
    ...(body.isWellFormed() ? [] : ["half a character"]),
    ...(new TextEncoder().encode(body).length > MOST_BYTES ? ["too large for SNS"] : []),
  ];
}

describe("in a mail, words of others stay words", () => {
  test.each(NASTY.map((words) => [JSON.stringify(words).slice(0, 60), words]))("%s", (_, words) => {
    expect(everyMessage(founding, words).flatMap(faultsOf)).toEqual([]);
  });

  test("whatever they are", () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        expect(everyMessage(founding, words).flatMap(faultsOf)).toEqual([]);
      }),
      runs(150),
    );
  });

  test("in Japanese, where a full stop stands between sentences without a space, too", () => {
    const faults = NASTY.flatMap((words) => everyMessage(founding, words, japanese).flatMap(faultsOf));
    const joined = (fault: string) => fault.replace(/(?<=\p{Script=Hiragana})\u3002(?![ -~])/gu, "");
    expect(faults.filter((fault) => !fault.startsWith("too long") && !(fault.startsWith("a link") && !LINK.test(joined(fault))))).toEqual(
      [],
    );
  });

  test("and what people need to read is still there", () => {
    const [request] = everyMessage(founding, "Team-A_role+x=1,y@z");
    expect(request?.body).toContain("Role Team-A_role+x=1,y@z in AWS account 111122223333");
    const [other] = everyMessage(founding, "api.example.com");
    expect(other?.body).toContain("Role api[.]example[.]com in");
  });
});
