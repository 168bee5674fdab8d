import * as v from "valibot";
import { record, type Template } from "../aws-limits/render.ts";
import { plain, without, withoutReasons } from "./plain.ts";
import stated from "./rights.json" with { type: "json" };

const Document = v.strictObject({ Version: v.literal("2012-10-17"), Statement: v.array(v.unknown()) });
const If = v.strictObject({ if: v.string(), is: v.unknown(), else: v.optional(v.unknown()) });
const Statement = v.looseObject({ Effect: v.picklist(["Allow", "Deny"]), Action: v.unknown(), Resource: v.optional(v.unknown()) });

const Rights = v.array(v.record(v.string(), v.unknown()));
const Stated = v.strictObject({
  every: v.record(v.string(), v.unknown()),
  trusts: v.record(v.string(), v.strictObject({ statements: v.array(v.unknown()) })),
  common: v.record(v.string(), v.strictObject({ rights: Rights })),
  roles: v.record(
    v.string(),
    v.record(
      v.string(),
      v.strictObject({
        if: v.optional(v.string()),
        trust: v.optional(v.string()),
        rest: v.optional(v.record(v.string(), v.unknown())),
        of: v.optional(v.array(v.string())),
        common: v.array(v.string()),
        own: Rights,
      }),
    ),
  ),
});
const { every, trusts, common, roles } = v.parse(Stated, withoutReasons(stated));

/** The templates of which rights are stated. infra/member-account.yaml has those of template.yaml, which a test of its own says. */
export const FILES = Object.keys(roles);

/** What rights.json says that each role of a template may do, in the form of `rightsOf`. */
export function statedRights(file: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(roles[file] ?? {}).map(([name, { common: names, own, trust, rest, ...others }]) => {
      const shared = names.flatMap((each) => common[each]?.rights ?? [{ unknown: each }]);
      const all = sorted(
        v.parse(v.array(v.unknown()), JSON.parse(JSON.stringify([...shared, ...own]).replaceAll("<function>", kebab(name)))),
      );
      return [
        name,
        trust === undefined
          ? { ...others, own: all }
          : { ...others, trust: trusts[trust]?.statements, rest: { ...every, ...rest }, own: all },
      ];
    }),
  );
}

/** `apply-policy` of `ApplyPolicyRole` */
function kebab(role: string): string {
  return role
    .replace(/Role$/, "")
    .replaceAll(/\B[A-Z]/g, "-$&")
    .toLowerCase();
}

/** What each role of a template may do, and who may take it up, by its logical id; policies that stand by themselves among them. */
export function rightsOf(template: Template): Readonly<Record<string, unknown>> {
  const found = Object.entries(template.Resources).filter(([, { Type }]) => /^AWS::IAM::(Role|Policy)$/.test(Type));
  return Object.fromEntries(
    found.map(([name, { Type, Condition, Properties }]) => {
      const condition = Condition === undefined ? {} : { if: Condition };
      if (Type === "AWS::IAM::Role") return [name, { ...condition, ...ofRole(record(plain(Properties))) }];
      const { Roles } = record(plain(Properties));
      return [name, { ...condition, of: Roles, own: sorted(statementsOf(plain(Properties))) }];
    }),
  );
}

function ofRole({ AssumeRolePolicyDocument, Policies, ...rest }: Readonly<Record<string, unknown>>) {
  const { Statement } = v.parse(Document, AssumeRolePolicyDocument);
  return {
    trust: Statement,
    rest: without(rest, "Description"),
    own: sorted(v.parse(v.array(v.unknown()), Policies).flatMap(statementsOf)),
  };
}

/** Of a policy, or of one that is there under a condition. */
function statementsOf(policy: unknown): readonly unknown[] {
  if (v.is(If, policy) && policy.else === undefined) return statementsOf(policy.is).map((right) => ({ if: policy.if, ...record(right) }));
  // A policy whose conditions have the tag's name for a key stands in the template as text.
  const { PolicyDocument } = record(policy);
  return v.parse(Document, typeof PolicyDocument === "string" ? JSON.parse(PolicyDocument) : PolicyDocument).Statement.flatMap(rightsIn);
}

function rightsIn(statement: unknown): readonly unknown[] {
  if (!v.is(If, statement)) return [right(statement)];
  const yes = rightsIn(statement.is).map((each) => under("if", statement.if, record(each)));
  const otherwise = statement.else === undefined ? [] : rightsIn(statement.else);
  return [...yes, ...otherwise.map((each) => under("unless", statement.if, record(each)))];
}

function under(word: string, condition: string, found: Readonly<Record<string, unknown>>) {
  return word in found ? { ...found, [word]: `${condition}, ${found[word]}` } : { [word]: condition, ...found };
}

function right(statement: unknown): Readonly<Record<string, unknown>> {
  const { Effect, Action, Resource, ...rest } = v.parse(Statement, statement);
  const where = "Condition" in rest ? { where: rest.Condition } : {};
  return { [Effect.toLowerCase()]: one(Action), on: one(Resource), ...without(rest, "Sid", "Condition"), ...where };
}

/** A list of one is what is in it; actions come in any order. */
function one(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.length === 1 ? list[0] : list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function sorted(rights: readonly unknown[]): readonly unknown[] {
  return rights.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
