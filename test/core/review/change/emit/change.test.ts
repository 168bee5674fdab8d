import { describe, expect, test } from "vitest";
import { type RoleChange, withLabels } from "#core/review/change/emit/change.ts";
import { asArn } from "#test/names.ts";
import { changeOf } from "./changes.ts";

const own = (name: string, path = "/") => ({ name, arn: asArn(`arn:aws:iam::111122223333:policy${path}${name}`) });
type Own = ReturnType<typeof own>;
const EARLIER = own("whittle-web", "/whittle/");

interface Account {
  /** Names of the refined policies, as they are proposed. */
  readonly proposed?: readonly string[];
  readonly inline?: boolean;
  /** Policies of the account; those that the role carries are in it anyway. */
  readonly has?: readonly Own[];
  readonly carried?: readonly Own[];
  /** How many policies more the role carries. */
  readonly others?: number;
}

function changeIn({ proposed = ["whittle-web"], inline = false, has = [], carried = [], others = 0 }: Account): RoleChange {
  const change = changeOf("web", "*");
  const [broad] = change.before.attached;
  const [policy] = change.policies;
  if (!broad || !policy) throw new Error("the change has a policy before and after");
  const more = Array.from({ length: others }, (_, at) => own(`p${at}`));
  return {
    ...change,
    before: { ...change.before, attached: [broad, ...[...carried, ...more].map((ref) => ({ ...broad, ...ref }))] },
    ownPolicies: [...has, ...carried, ...more],
    policies: proposed.map((name) => ({ ...policy, name, ...(inline ? { inline: true as const } : {}) })),
  };
}

const namesIn = (account: Account, creates = true) =>
  withLabels([changeIn(account)], creates).flatMap(({ policies }) => policies.map(({ name }) => name));

describe("code that creates policies gives one", () => {
  test.each<[string, Account, readonly string[]]>([
    ["the name that was proposed", {}, ["whittle-web"]],
    ["the first free name where the account has another policy of that one", { has: [own("whittle-web")] }, ["whittle2-web"]],
    [
      "the first free name where it has policies of several",
      { has: [own("whittle-web"), own("whittle2-web"), own("whittle3-web")] },
      ["whittle4-web"],
    ],
    [
      "a name of its own where others of the review need one too",
      { proposed: ["whittle-web", "whittle2-web"], has: [own("whittle-web"), own("whittle2-web")] },
      ["whittle3-web", "whittle4-web"],
    ],
    [
      "no name that another of the review has",
      { proposed: ["whittle-web", "whittle2-web"], has: [own("whittle-web")] },
      ["whittle3-web", "whittle2-web"],
    ],
    ["a new name where the role carries an earlier one, and has a place for both", { carried: [EARLIER], others: 7 }, ["whittle2-web"]],
    ["the earlier one's name where it has none", { carried: [EARLIER], others: 8 }, ["whittle-web"]],
    [
      "a new name where it has none, but the policy of that name is no refined one",
      { has: [own("whittle-web")], others: 9 },
      ["whittle2-web"],
    ],
    [
      "the earlier ones' names where it has a place for one of two",
      { proposed: ["whittle-web", "whittle2-web"], carried: [EARLIER, own("whittle2-web", "/whittle/")], others: 6 },
      ["whittle-web", "whittle2-web"],
    ],
    [
      "the name that was proposed where it is written into the role: managed policies have names of their own",
      { inline: true, has: [own("whittle-web")] },
      ["whittle-web"],
    ],
  ])("%s", (_, account, expected) => {
    expect(namesIn(account)).toEqual(expected);
  });
});

test("what is written into the role takes no place among its managed policies", () => {
  const change = changeIn({ proposed: ["whittle-web", "whittle2-web"], carried: [EARLIER], others: 7 });
  const policies = change.policies.map((policy, at) => (at === 0 ? policy : { ...policy, inline: true as const }));
  expect(withLabels([{ ...change, policies }], true).flatMap((named) => named.policies.map(({ name }) => name))).toEqual([
    "whittle3-web",
    "whittle2-web",
  ]);
});

test("what creates no policies keeps the names that were proposed", () => {
  expect(namesIn({ has: [own("whittle-web")], carried: [EARLIER] }, false)).toEqual(["whittle-web"]);
});

describe("labels", () => {
  const labelsOf = (...roles: readonly string[]) =>
    withLabels(
      roles.map((name) => changeOf(name, "*")),
      true,
    ).map(({ label, policies }) => [label, ...policies.map((policy) => policy.label)]);

  test.each<[string, readonly string[], readonly (readonly string[])[]]>([
    ["are the words of a name", ["my-app.web_1"], [["MyAppWeb1", "WhittleMyAppWeb1"]]],
    ["begin with a letter", ["1st"], [["Role1st", "Whittle1st"]]],
    ["are never empty", ["+"], [["Role", "Whittle"]]],
    [
      "are counted where names differ in signs alone",
      ["a.b", "a-b", "a_b"],
      [
        ["AB", "WhittleAB"],
        ["ABN2", "WhittleABN2"],
        ["ABN3", "WhittleABN3"],
      ],
    ],
    [
      "differ in more than capitals",
      ["ab", "a-b"],
      [
        ["Ab", "WhittleAb"],
        ["ABN2", "WhittleABN2"],
      ],
    ],
    [
      "are told apart between a role and another one's policy",
      ["web", "whittle-web"],
      [
        ["Web", "WhittleWeb"],
        ["WhittleWebN2", "WhittleWhittleWeb"],
      ],
    ],
  ])("%s", (_, roles, expected) => {
    expect(labelsOf(...roles)).toEqual(expected);
  });

  test("stay with an earlier refined policy's resource, which gets the new name, and with no other's", () => {
    const labelIn = (account: Account) =>
      withLabels([changeIn(account)], true).flatMap(({ policies }) => policies.map(({ label }) => label));
    expect(labelIn({ carried: [EARLIER] })).toEqual(["WhittleWeb"]);
    expect(labelIn({ has: [own("whittle-web")] })).toEqual(["Whittle2Web"]);
  });
});
