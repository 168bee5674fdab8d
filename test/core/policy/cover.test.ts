import { describe, expect, test } from "vitest";
import { uncovered } from "#core/policy/cover.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { refine } from "#core/policy/refine.ts";
import { asAction } from "#test/names.ts";
import { smallCatalogue as catalogue } from "./catalogue.ts";

const allow = (Action: string | string[], Resource: string | string[] = "*", more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const deny = (Action: string | string[], Resource: string | string[] = "*", more: object = {}) => ({
  Effect: "Deny",
  Action,
  Resource,
  ...more,
});
const MFA = { Condition: { Bool: { "aws:MultiFactorAuthPresent": ["true"] } } };

function found(narrow: readonly object[], wide: readonly object[]) {
  const [one, other] = [narrow, wide].map((Statement) => parsePolicy({ Version: "2012-10-17", Statement }, "policy"));
  if (!one || !other) throw new Error("two policies");
  return uncovered([one], [other], catalogue).map(({ action, resource, because }) => `${action} ${resource} ${because}`);
}

describe("what the wide side denies and the narrow one does not is uncovered", () => {
  const send = deny("sqs:SendMessage");
  const publish = deny("sns:Publish");

  test.each([
    ["the first of two denies", [publish]],
    ["the second of two denies", [send]],
  ])("though the narrow side has its own: %s is missing", (_, own) => {
    const missing = own[0] === send ? "sns:Publish" : "sqs:SendMessage";
    expect(found([allow(["sqs:SendMessage", "sns:Publish"]), ...own], [allow("*"), send, publish])).toEqual([`${missing} * denied`]);
    expect(found([allow(["sqs:SendMessage", "sns:Publish"]), ...own], [allow("*"), publish, send])).toEqual([`${missing} * denied`]);
  });

  test("a deny of the narrow side that holds only sometimes is not enough", () => {
    expect(found([allow("sqs:SendMessage"), { ...send, ...MFA }], [allow("*"), send])).toEqual(["sqs:SendMessage * denied"]);
    expect(found([allow("sqs:SendMessage"), send], [allow("*"), { ...send, ...MFA }])).toEqual([]);
  });

  test("a deny elsewhere is none of its business", () => {
    const here = "arn:aws:sqs:eu-west-1:111122223333:here";
    expect(found([allow("sqs:SendMessage", here)], [allow("*"), deny("sqs:*", `${here}s`)])).toEqual([]);
    expect(found([allow("sqs:SendMessage", here)], [allow("*"), deny("sqs:*", "arn:aws:sqs:*:*:here")])).toEqual([
      `sqs:SendMessage ${here} denied`,
    ]);
    expect(found([allow("sqs:SendMessage", here)], [allow("*"), { Effect: "Deny", Action: "sqs:*", NotResource: here }])).toEqual([]);
  });

  test("a deny of all but some resources takes what is not wholly among these", () => {
    const but = (NotResource: string) => [allow("*"), { Effect: "Deny", Action: "sqs:*", NotResource }];
    expect(found([allow("sqs:SendMessage", "arn:aws:sqs:*:*:a*")], but("arn:aws:sqs:*:*:ab*"))).toEqual([
      "sqs:SendMessage arn:aws:sqs:*:*:a* denied",
    ]);
    expect(found([allow("sqs:SendMessage", "arn:aws:sqs:*:*:ab")], but("arn:aws:sqs:*:*:a*"))).toEqual([]);
  });

  test("a statement that stands on both sides is denied all the same where the wide side denies more", () => {
    const policy = (...Statement: object[]) => parsePolicy({ Version: "2012-10-17", Statement }, "policy");
    const wide = policy(allow("sqs:SendMessage"), send);
    const narrow = { ...wide, statements: wide.statements.slice(0, 1) };
    expect(uncovered([narrow], [wide], catalogue)).toEqual([{ action: "sqs:SendMessage", resource: "*", because: "denied" }]);
    expect(uncovered([wide], [wide], catalogue)).toEqual([]);
    const most = { ...wide, statements: [...wide.statements, ...policy(publish, deny("sqs:*")).statements] };
    const some = { ...most, statements: most.statements.filter((_, at) => at === 0 || at === 2) };
    expect(uncovered([some], [most], catalogue)).toEqual([{ action: "sqs:SendMessage", resource: "*", because: "denied" }]);
  });
});

describe("what the wide side allows", () => {
  test.each([
    ["under a condition only", [allow("sqs:*", "*", MFA)], ["sqs:SendMessage * not-allowed"]],
    ["on some resources only", [allow("sqs:*", "arn:aws:sqs:*:*:a*")], ["sqs:SendMessage * not-allowed"]],
    ["of other actions only", [allow("sqs:Receive*"), allow("sns:*")], ["sqs:SendMessage * not-allowed"]],
    ["by naming what it does not allow", [{ Effect: "Allow", NotAction: "sns:*", Resource: "*" }], []],
    ["not, by naming just that", [{ Effect: "Allow", NotAction: "sqs:Send*", Resource: "*" }], ["sqs:SendMessage * not-allowed"]],
  ])("%s", (_, wide, expected) => {
    expect(found([allow("sqs:SendMessage")], wide)).toEqual(expected);
  });

  test("an action that the catalogue does not know is compared as a name", () => {
    expect(found([allow("sqs:SendTomorrow")], [allow("sqs:Send*")])).toEqual([]);
    expect(found([allow("sqs:SendTomorrow")], [allow("sns:*")])).toEqual(["sqs:SendTomorrow * not-allowed"]);
    expect(found([allow("sqs:SendTomorrow")], [allow("*"), deny("sqs:*Tomorrow")])).toEqual(["sqs:SendTomorrow * denied"]);
    expect(found([allow("sqs:SendTomorrow"), deny("sqs:*Tomorrow")], [allow("*"), deny("sqs:*Tomorrow")])).toEqual([]);
    for (const own of [deny("sqs:*Tomorrow", "*", MFA), deny("sqs:*Tomorrow", "arn:aws:sqs:*:*:a"), deny("sqs:*Yesterday")])
      expect(found([allow("sqs:SendTomorrow"), own], [allow("*"), deny("sqs:*Tomorrow")])).toEqual(["sqs:SendTomorrow * denied"]);
  });

  test("and letter case tells no two of such actions apart", () => {
    const allBut = { Effect: "Allow", NotAction: "SQS:sendtomorrow", Resource: "*" };
    expect(found([allow("sqs:SendTomorrow")], [allow("SQS:sendtomorrow")])).toEqual([]);
    expect(found([allow("SQS:SENDTOMORROW")], [allow("sqs:SendTomorrow")])).toEqual([]);
    expect(found([allow("sqs:SendTomorrow")], [allBut])).toEqual(["sqs:SendTomorrow * not-allowed"]);
    expect(found([allow("sqs:SendTomorrow")], [allow("*"), deny("SQS:SEND*")])).toEqual(["sqs:SendTomorrow * denied"]);
    expect(found([allow("sqs:SendTomorrow"), deny("SQS:sendTOMORROW")], [allow("*"), deny("sqs:SendTomorrow")])).toEqual([]);
  });
});

describe("a statement that leaves resources out", () => {
  const queue = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
  const allBut = (...names: string[]) => ({ Effect: "Allow", Action: "sqs:SendMessage", NotResource: names.map(queue) });

  test.each([
    ["is covered by one that leaves the same out", [allBut("a*")], [allBut("a*")], []],
    ["is covered by one that leaves less out", [allBut("a*")], [allBut("ab*")], []],
    ["is not covered by one that leaves more out", [allBut("ab*")], [allBut("a*")], [`not ${queue("ab*")}`]],
    ["is not covered by one that leaves out something else", [allBut("a*", "b")], [allBut("c")], [`not ${queue("a*")}, ${queue("b")}`]],
    ["covers what it does not leave out", [allow("sqs:SendMessage", queue("b"))], [allBut("a*")], []],
    ["covers nothing of what it leaves out", [allow("sqs:SendMessage", queue("ab"))], [allBut("a*")], [queue("ab")]],
    ["covers nothing that may be of what it leaves out", [allow("sqs:SendMessage", queue("*b"))], [allBut("a*")], [queue("*b")]],
  ])("%s", (_, narrow, wide, expected) => {
    expect(found(narrow, wide)).toEqual(expected.map((resource) => `sqs:SendMessage ${resource} not-allowed`));
  });
});

describe("a condition with a variable, whose value depends on who asks", () => {
  const TEAM = `${"$"}{aws:PrincipalTag/team}`;
  const allowing = (Condition: object) =>
    parsePolicy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*", Condition }] }, "p");
  const own = allowing({ StringEquals: { "aws:username": [TEAM] } });

  test.each([
    ["StringNotLike", "a*"],
    ["StringNotEquals", "ann"],
    ["StringLike", "$*"],
  ])("is not as strict as %s %s", (operator, value) => {
    expect(uncovered([own], [allowing({ [operator]: { "aws:username": value } })], catalogue)).toHaveLength(1);
  });

  test("is as strict as itself", () => {
    expect(uncovered([own], [allowing({ StringEquals: { "aws:username": TEAM } })], catalogue)).toEqual([]);
  });

  test("of two statements, keeps both where neither has the other", () => {
    const others = allowing({ StringNotLike: { "aws:username": "a*" } });
    const wanted = [{ action: asAction("sqs:SendMessage"), resources: ["arn:aws:sqs:eu-west-1:111122223333:a"] }];
    expect(refine({ wanted, replaced: [own, others], retained: [], catalogue }).statements).toHaveLength(2);
    expect(refine({ wanted, replaced: [own], retained: [others], catalogue }).dropped).toEqual([]);
  });
});
