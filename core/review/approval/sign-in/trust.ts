import * as v from "valibot";
import { matches } from "#core/policy/match.ts";

/** What of an Allow statement of a trust policy says who may assume the role. */
export interface TrustStatement {
  /** Account ids, ARNs, or `*`. */
  readonly aws: readonly string[];
  /** ARNs of identity providers. */
  readonly federated: readonly string[];
  /** Those that ask for a value, not for its absence. Keys in lower case. */
  readonly conditions: readonly { readonly key: string; readonly values: readonly string[] }[];
}

const texts = v.pipe(
  v.optional(
    v.union([
      v.array(v.string()),
      v.pipe(
        v.string(),
        v.transform((one) => [one]),
      ),
    ]),
    [],
  ),
);
const Condition = v.record(v.string(), v.record(v.string(), v.fallback(texts, [])));
const Statement = v.object({
  Effect: v.literal("Allow"),
  Action: texts,
  Principal: v.union([
    v.pipe(
      v.literal("*"),
      v.transform(() => ({ AWS: ["*"], Federated: [] })),
    ),
    v.object({ AWS: texts, Federated: texts }),
  ]),
  Condition: v.optional(Condition, {}),
});
const Trust = v.object({
  Statement: v.union([
    v.array(v.unknown()),
    v.pipe(
      v.record(v.string(), v.unknown()),
      v.transform((one) => [one]),
    ),
  ]),
});

const ASSUMING = ["sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"];

/** The statements by which a role can be assumed; none where the text is no trust policy. */
export function readTrust(json: string): readonly TrustStatement[] {
  const trust = v.safeParse(v.pipe(v.string(), v.parseJson(), Trust), json);
  return trust.success ? trust.output.Statement.flatMap(readStatement) : [];
}

function readStatement(value: unknown): readonly TrustStatement[] {
  const statement = v.safeParse(Statement, value);
  if (!statement.success) return [];
  const { Action, Principal, Condition } = statement.output;
  if (!Action.some((action) => ASSUMING.some((assuming) => matches(action.toLowerCase(), assuming)))) return [];
  return [{ aws: Principal.AWS, federated: Principal.Federated, conditions: conditionsOf(Condition) }];
}

function conditionsOf(condition: v.InferOutput<typeof Condition>): TrustStatement["conditions"] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    /Not|Null/.test(operator) ? [] : Object.entries(keys).map(([key, values]) => ({ key: key.toLowerCase(), values })),
  );
}
