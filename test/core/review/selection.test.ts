import { describe, expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import { selectPolicies } from "#core/review/selection.ts";
import { asArn } from "#test/names.ts";
import { roleWith } from "./propose/roles.ts";

const inline = ["deploy", "logs"].map((name) => {
  const json = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
  return { name, json, document: parsePolicy(json, name) };
});
const POLICIES = ["AmazonSQSFullAccess", "AmazonSSMManagedInstanceCore", "AmazonS3ReadOnlyAccess"];

function selected(replace: string, wanted: readonly string[] = []) {
  const role = roleWith(POLICIES, { inline, tags: replace === "" ? {} : { "whittle:replace": replace } });
  const { replaced, replacedInline, retained, retainedInline, unknownNames } = selectPolicies(role, new Set(), wanted);
  const names = (policies: readonly { readonly name: string }[]) => policies.map(({ name }) => name);
  expect([...names(replaced), ...names(retained)].sort()).toEqual(POLICIES.toSorted());
  expect([...names(replacedInline), ...names(retainedInline)].sort()).toEqual(["deploy", "logs"]);
  return { attached: names(replaced), inline: names(replacedInline), unknown: unknownNames };
}

const BROAD = ["AmazonSQSFullAccess"];

describe("which policies a review replaces", () => {
  test("of inline policies none, unless asked", () => {
    expect(selected("")).toEqual({ attached: BROAD, inline: [], unknown: [] });
  });

  test.each([
    ["an attached policy by name", "AmazonS3ReadOnlyAccess", ["AmazonS3ReadOnlyAccess", ...BROAD], []],
    ["an inline policy by name", "deploy", BROAD, ["deploy"]],
    ["all inline policies", "inline", BROAD, ["deploy", "logs"]],
    ["all that the role has", "all", POLICIES.toSorted(), ["deploy", "logs"]],
  ])("%s, by tag and by the operator's word", (_, word, attached, names) => {
    const expected = { attached, inline: names, unknown: [] };
    expect(selected(word)).toEqual(expected);
    expect(selected("", [word])).toEqual(expected);
  });

  test("of inline policies those that Whittle wrote into the role before, by exactly the names that it gives them", () => {
    const { name, inline: [document] = [] } = roleWith(POLICIES, { inline });
    if (!document) throw new Error("The role has an inline policy.");
    const ours = [`whittle-${name}`, `whittle2-${name}`, `whittle12-${name}`];
    const theirs = [
      `whittle-old-${name}`,
      `whittlers-${name}`,
      `my-whittle-${name}`,
      `whittle-${name}-2`,
      `whittle-Other${name}`,
      "whittle",
    ];
    const role = roleWith(POLICIES, { inline: [...ours, ...theirs].map((each) => ({ ...document, name: each })) });
    const { replacedInline, retainedInline } = selectPolicies(role);
    expect(replacedInline.map((policy) => policy.name)).toEqual(ours);
    expect(retainedInline.map((policy) => policy.name)).toEqual(theirs);
  });

  test("a word of the tag that names no policy is told", () => {
    expect(selected("inline Nonsense").unknown).toEqual(["Nonsense"]);
  });

  test("one that the role has not had for long enough stays for now, and is told", () => {
    const role = roleWith(POLICIES);
    const arns = role.attached.filter(({ name }) => name !== "AmazonSSMManagedInstanceCore").map(({ arn }) => arn);
    const { replaced, retained, held } = selectPolicies(role, new Set(arns));
    expect([replaced, retained.map(({ name }) => name), held]).toEqual([[], POLICIES.toSorted(), ["AmazonSQSFullAccess"]]);
  });

  test.each([
    ["AmazonSQSFullAccess", true],
    ["AmazonGuardDutyFullAccess_v2", true],
    ["AWSBackupFullAccess-V12", true],
    ["AdministratorAccess", true],
    ["PowerUserAccess", true],
    ["AmazonSQSFullAccessForBackup", false],
    ["AmazonSSMManagedInstanceCore", false],
    ["AdministratorAccess-Amplify", false],
  ])("of AWS's own, those that give everything: %s is replaced by its name: %s", (name, expected) => {
    const [policy] = roleWith(["AmazonSQSFullAccess"]).attached;
    if (!policy) throw new Error("no policy");
    const named = (arn: string) => selectPolicies(roleWith([], { attached: [{ ...policy, name, arn: asArn(arn) }] }));
    expect(named(`arn:aws:iam::aws:policy/${name}`).replaced).toHaveLength(expected ? 1 : 0);
    expect(named(`arn:aws-cn:iam::aws:policy/service-role/${name}`).replaced).toHaveLength(expected ? 1 : 0);
    expect(named(`arn:aws:iam::111122223333:policy/${name}`).replaced).toEqual([]);
  });
});
