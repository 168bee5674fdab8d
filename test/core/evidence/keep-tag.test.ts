import { describe, expect, test } from "vitest";
import { readTags } from "#core/evidence/keep-tag.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";

const read = (tags: Readonly<Record<string, string>>) => readTags(tags, catalogue);
const kept = (tags: Readonly<Record<string, string>>) => [...read(tags).actions];

describe("the tag whittle:keep", () => {
  test.each([
    ["one action, in AWS's spelling", "sqs:sendmessage", [["sqs:SendMessage", "sqs:sendmessage"]]],
    [
      "all that begin so",
      "sqs:List-",
      [
        ["sqs:ListDeadLetterSourceQueues", "sqs:List-"],
        ["sqs:ListMessageMoveTasks", "sqs:List-"],
        ["sqs:ListQueueTags", "sqs:List-"],
        ["sqs:ListQueues", "sqs:List-"],
      ],
    ],
    [
      "several words, however far apart, sorted by action",
      " sqs:SendMessage   sns:Publish ",
      [
        ["sns:Publish", "sns:Publish"],
        ["sqs:SendMessage", "sqs:SendMessage"],
      ],
    ],
    [
      "all that begin with every letter of a word",
      "s3:GetObjectA-",
      [
        ["s3:GetObjectAcl", "s3:GetObjectA-"],
        ["s3:GetObjectAnnotation", "s3:GetObjectA-"],
        ["s3:GetObjectAttributes", "s3:GetObjectA-"],
      ],
    ],
    ["an action that two words name, by the later one", "sns:Publish sns:publish", [["sns:Publish", "sns:publish"]]],
    ["nothing, where it is empty", " ", []],
  ])("keeps %s", (_, value, expected) => {
    expect(kept({ "whittle:keep": value })).toEqual(expected);
  });

  test.each(["sqs", "sqs:", "SQS"])("keeps all of a service that is named %j", (word) => {
    expect(kept({ "whittle:keep": word }).map(([action]) => action)).toEqual(
      catalogue
        .actionsOf("sqs")
        .map(({ action }) => action)
        .toSorted(),
    );
  });

  test("goes on in whittle:keep-2 and further, and in no tag of another name", () => {
    const tags = {
      "whittle:keep": "sqs:SendMessage",
      "whittle:keep-2": "sns:Publish",
      "whittle:keep-10": "s3:GetObject",
      "whittle:keep-x": "s3:PutObject",
      "my-whittle:keep-2": "s3:PutObject",
      keep: "s3:PutObject",
    };
    expect(kept(tags).map(([action]) => action)).toEqual(["s3:GetObject", "sns:Publish", "sqs:SendMessage"]);
  });

  test("tells the words that name no action, with their tag", () => {
    expect(read({ "whittle:keep": "sqs:SendMessage nothing", "whittle:keep-2": "sqs:Sparkle sqs:Sparkle-" }).misunderstood).toEqual([
      { tag: "whittle:keep", word: "nothing", because: "no-such-action" },
      { tag: "whittle:keep-2", word: "sqs:Sparkle", because: "no-such-action" },
      { tag: "whittle:keep-2", word: "sqs:Sparkle-", because: "no-such-action" },
    ]);
  });
});

describe("the tag whittle:scope", () => {
  test.each(["names", "prefix", "account", " Account "])("says %j", (word) => {
    expect(read({ "whittle:scope": word })).toMatchObject({ scope: word.trim().toLowerCase(), misunderstood: [] });
  });

  test("is told where it says something else, and then says nothing", () => {
    const { scope, misunderstood } = read({ "whittle:scope": "narrow" });
    expect([scope, misunderstood]).toEqual([undefined, [{ tag: "whittle:scope", word: "narrow", because: "no-such-scope" }]]);
    expect(read({}).misunderstood).toEqual([]);
  });
});
