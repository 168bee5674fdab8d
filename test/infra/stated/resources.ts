import * as v from "valibot";
import { record, type Template } from "../aws-limits/render.ts";
import { plain, without, withoutReasons } from "./plain.ts";
import stated from "./resources.json" with { type: "json" };

const Values = v.record(v.string(), v.unknown());
const Stated = v.strictObject({
  globals: v.record(v.string(), v.unknown()),
  every: v.record(v.string(), Values),
  resources: v.record(
    v.string(),
    v.record(
      v.string(),
      v.looseObject({
        type: v.string(),
        if: v.optional(v.string()),
        after: v.optional(v.string()),
        kept: v.optional(v.boolean()),
        lacks: v.optional(v.array(v.string()), []),
        signs: v.optional(v.array(v.unknown())),
        checks: v.optional(v.array(v.unknown())),
      }),
    ),
  ),
});
const { globals, every, resources } = v.parse(Stated, withoutReasons(stated));

/** The templates whose resources are stated; infra/adopt.yaml and infra/member-account.yaml have tests of their own. */
export const FILES = Object.keys(resources);

/** What every function of the stack has. */
export const GLOBALS = globals;

/** The properties that no description is among, of every resource but roles and policies, by its logical id. */
export function resourcesOf(template: Template): Readonly<Record<string, unknown>> {
  const found = Object.entries(template.Resources).filter(([, { Type }]) => !/^AWS::IAM::(Role|Policy)$/.test(Type));
  return Object.fromEntries(
    found.map(([name, resource]) => {
      const { DashboardBody, ...properties } = without(plain(resource.Properties), "Description", "AlarmDescription");
      const body = typeof DashboardBody === "string" ? { DashboardBody: JSON.parse(DashboardBody) } : {};
      return [name, { ...resource, Properties: { ...properties, ...body } }];
    }),
  );
}

/** What resources.json says of them, in the form of `resourcesOf`. */
export function statedResources(file: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(resources[file] ?? {}).map(([name, { type, if: condition, after, kept, lacks, signs, checks, ...own }]) => {
      const stays = kept ? "Retain" : "Delete";
      return [
        name,
        {
          Type: type,
          ...(condition === undefined ? {} : { Condition: condition }),
          ...(after === undefined ? {} : { DependsOn: after }),
          ...(kept === undefined ? {} : { DeletionPolicy: stays, UpdateReplacePolicy: stays }),
          Properties: {
            ...without(named(every[type] ?? {}, name), ...lacks),
            ...own,
            ...(signs && checks ? { KeyPolicy: macKeyPolicy(signs, checks) } : {}),
          },
        },
      ];
    }),
  );
}

/** `<Name>` is ApplyPolicyFunction without its kind, `<name>` is apply-policy. */
function named(of: unknown, name: string): unknown {
  const short = name.replace(/Function$/, "");
  const kebab = short.replaceAll(/\B[A-Z]/g, "-$&").toLowerCase();
  return JSON.parse(JSON.stringify(of).replaceAll("<Name>", short).replaceAll("<name>", kebab));
}

/** The account keeps the key; signing and checking is for the named roles alone, whatever the account's own policies allow. */
function macKeyPolicy(signs: readonly unknown[], checks: readonly unknown[]): unknown {
  const uses = [["kms:GenerateMac", signs] as const, ["kms:VerifyMac", checks] as const];
  const algorithm = { StringEquals: { "kms:MacAlgorithm": "HMAC_SHA_256" } };
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" }, Action: "kms:*", Resource: "*" },
      ...uses.map(([Action, AWS]) => ({ Effect: "Allow", Principal: { AWS }, Action, Resource: "*", Condition: algorithm })),
      ...uses.map(([Action, roles]) => ({
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action,
        Resource: "*",
        Condition: { ArnNotEquals: { "aws:PrincipalArn": roles } },
      })),
    ],
  };
}

/** The plain form of a template's settings for every function. */
export function globalsOf(template: Template): unknown {
  return record(plain(template.Globals ?? {}));
}
