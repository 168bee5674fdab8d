import { describe, expect, test } from "vitest";
import { uncovered } from "#core/policy/cover.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { refine } from "#core/policy/refine.ts";
import { asAction } from "#test/names.ts";
import { catalogue } from "./catalogue.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333";
const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const allow = (Action: string, Resource: string | readonly string[], more: object = {}) => ({ Effect: "Allow", Action, Resource, ...more });

/** What of `sqs:SendMessage` on these resources is left, with why the rest is dropped. */
function kept(resources: readonly string[], replaced: readonly object[], retained: readonly object[] = []) {
  const policies = (Statement: readonly object[]) =>
    Statement.length === 0 ? [] : [parsePolicy({ Version: "2012-10-17", Statement }, "p")];
  const { statements, dropped } = refine({
    wanted: [{ action: asAction("sqs:SendMessage"), resources }],
    replaced: policies(replaced),
    retained: policies(retained),
    catalogue,
  });
  return { kept: statements.map((statement) => statement.resources), dropped: dropped.map(({ reason }) => reason) };
}

describe("what was wanted and granted stays, where two statements grant it", () => {
  test("each of the resources that either of them names", () => {
    const replaced = [allow("sqs:SendMessage", [`${QUEUE}:a`, `${QUEUE}:b`]), allow("sqs:SendMessage", `${QUEUE}:a*`)];
    for (const statements of [replaced, replaced.toReversed()])
      expect(kept([`${QUEUE}:*`], statements).kept).toEqual([{ kind: "only", patterns: [`${QUEUE}:a*`, `${QUEUE}:b`] }]);
  });

  test("what one of them names and the other one leaves out", () => {
    const secret = `${QUEUE}:a-secret*`;
    const others = { Effect: "Allow", Action: "sqs:SendMessage", NotResource: secret };
    for (const statements of [
      [allow("sqs:SendMessage", secret), others],
      [others, allow("sqs:SendMessage", secret)],
    ])
      expect(new Set(kept([`${QUEUE}:a*`], statements).kept.map(({ kind, patterns }) => `${kind} ${patterns.join(" ")}`))).toEqual(
        new Set([`only ${secret}`, `except ${secret}`]),
      );
  });

  test("and not under the condition of one where the other has none", () => {
    const replaced = [allow("sqs:*", "*", { Condition: MFA }), allow("sqs:SendMessage", `${QUEUE}:a`)];
    expect(kept([`${QUEUE}:a`], replaced)).toEqual({ kept: [{ kind: "only", patterns: [`${QUEUE}:a`] }], dropped: [] });
  });
});

describe("a grant of everything", () => {
  test("gives just the resources that were wanted", () => {
    expect(kept([`${QUEUE}:a`], [allow("*", "*")])).toEqual({ kept: [{ kind: "only", patterns: [`${QUEUE}:a`] }], dropped: [] });
  });

  test("of some resources gives those among the wanted ones", () => {
    expect(kept([`${QUEUE}:a`, `${QUEUE}:b`], [allow("*", `${QUEUE}:a`)])).toEqual({
      kept: [{ kind: "only", patterns: [`${QUEUE}:a`] }],
      dropped: ["not-granted"],
    });
  });
});

test("what a retained policy grants in part stays as far as it does not", () => {
  const retained = [allow("sqs:SendMessage", `${QUEUE}:a`)];
  expect(kept([`${QUEUE}:a`, `${QUEUE}:b`], [allow("*", "*")], retained)).toEqual({
    kept: [{ kind: "only", patterns: [`${QUEUE}:b`] }],
    dropped: ["retained"],
  });
});

test("of what two statements grant, a retained policy takes away no more than it grants itself", () => {
  const replaced = [allow("sqs:SendMessage", `${QUEUE}:a1`), allow("sqs:SendMessage", `${QUEUE}:a2`)];
  const { kept: left, dropped } = kept([`${QUEUE}:a*`], replaced, [allow("sqs:SendMessage", `${QUEUE}:a1`)]);
  expect([left.flatMap(({ patterns }) => patterns), dropped]).toEqual([[`${QUEUE}:a1`, `${QUEUE}:a2`], []]);
});

describe("a statement that leaves some resources out", () => {
  const others = { Effect: "Allow", Action: "sqs:*", NotResource: `${QUEUE}:secret*` };

  test.each([
    ["grants nothing of these", `${QUEUE}:secret-1`, [], ["not-granted"]],
    ["grants just what is wanted of the others", `${QUEUE}:jobs`, [{ kind: "only", patterns: [`${QUEUE}:jobs`] }], []],
    ["leaves them out still where more is wanted", `${QUEUE}:*`, [{ kind: "except", patterns: [`${QUEUE}:secret*`] }], []],
  ])("%s", (_, wanted, left, dropped) => {
    expect(kept([wanted], [others])).toEqual({ kept: left, dropped });
  });
});

describe("a statement that leaves types of a service out of whose names none has a colon", () => {
  const HERE = "arn:aws:sagemaker:eu-west-1:111122223333";
  const leftOut = ["arn:aws:sagemaker:*:*:app/*", "arn:aws:sagemaker:*:*:domain/*"];
  const refined = (resource: string, Action = "sagemaker:AddTags") => {
    const replaced = [parsePolicy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, NotResource: leftOut }] }, "p")];
    const { statements } = refine({
      wanted: [{ action: asAction("sagemaker:AddTags"), resources: [resource] }],
      replaced,
      retained: [],
      catalogue,
    });
    const document = { version: "2012-10-17", statements } as const;
    return { resources: statements.map(({ resources }) => resources), uncovered: uncovered([document], replaced, catalogue) };
  };

  test.each([
    ["grants what is wanted of another type, whatever comes behind", `${HERE}:training-job/churn-*`, [`${HERE}:training-job/churn-*`]],
    ["grants nothing of these", `${HERE}:app/d-1/*`, undefined],
  ])("%s", (_, wanted, patterns) => {
    expect(refined(wanted)).toEqual({ resources: patterns === undefined ? [] : [{ kind: "only", patterns }], uncovered: [] });
  });

  test.each([
    ["of no type", `${HERE}:*`],
    ["of a type that is not whole", `${HERE}:a*`],
    ["with a colon", `${HERE}:training-job/*:x`],
    ["of any service", "arn:aws:*:eu-west-1:111122223333:training-job/*"],
  ])("leaves them out still where more is wanted: a pattern %s", (_, wanted) => {
    expect(refined(wanted).resources).toEqual([{ kind: "except", patterns: leftOut }]);
  });
});

test("what a retained policy grants whole goes, also where a replaced one denies it: the deny stays", () => {
  const deny = { Effect: "Deny", Action: "sqs:*", Resource: `${QUEUE}:a` };
  const { kept: left, dropped } = kept([`${QUEUE}:a`, `${QUEUE}:b`], [allow("*", "*"), deny], [allow("sqs:*", "*")]);
  expect([left, dropped]).toEqual([[{ kind: "only", patterns: [`${QUEUE}:a`] }], ["retained", "retained"]]);
});

describe("a statement about another type, whose accounts are left open", () => {
  const SAGEMAKER = "arn:aws:sagemaker:eu-west-1:111122223333";
  const keptOf = (resource: string, granted: string) =>
    refine({
      wanted: [{ action: asAction("sagemaker:AddTags"), resources: [resource] }],
      replaced: [parsePolicy({ Version: "2012-10-17", Statement: [allow("sagemaker:AddTags", granted)] }, "p")],
      retained: [],
      catalogue,
    }).statements.map(({ resources }) => resources);

  test("grants nothing, though a wildcard for an account goes on over colons", () => {
    expect(keptOf(`${SAGEMAKER}:training-job/churn-*`, "arn:aws:sagemaker:*:*:app/*")).toEqual([]);
  });

  test("grants what is wanted of its own type", () => {
    const wanted = `${SAGEMAKER}:app/d-1/*`;
    expect(keptOf(wanted, "arn:aws:sagemaker:*:*:app/*")).toEqual([{ kind: "only", patterns: [wanted] }]);
  });

  test("is not taken for one about another type where the wanted beginning is open", () => {
    expect(keptOf(`${SAGEMAKER}:*`, "arn:aws:sagemaker:*:*:app/*")).not.toEqual([]);
  });
});

describe("a statement that leaves out the word before a name, which its wildcard for the account takes in", () => {
  const keptOn = (Action: string, resource: string, granted: string) =>
    refine({
      wanted: [{ action: asAction(Action), resources: [resource] }],
      replaced: [parsePolicy({ Version: "2012-10-17", Statement: [allow(Action, granted)] }, "p")],
      retained: [],
      catalogue,
    }).statements.flatMap(({ resources }) => resources.patterns);
  const HERE = "eu-west-1:111122223333";

  test.each([
    ["lambda:InvokeFunction", `arn:aws:lambda:${HERE}:function:resize`, "arn:aws:lambda:*:*:resize"],
    ["logs:PutLogEvents", `arn:aws:logs:${HERE}:log-group:/aws/lambda/resize:log-stream:*`, "arn:aws:logs:*:*:/aws/lambda/*"],
    ["rds:StopDBInstance", `arn:aws:rds:${HERE}:db:orders`, "arn:aws:rds:eu-west-1:*:orders"],
    ["rds:StopDBInstance", `arn:aws:rds:${HERE}:db:orders`, "arn:*:111122223333:db:orders"],
  ])("grants %s on %s", (action, wanted, granted) => {
    expect(keptOn(action, wanted, granted)).toEqual([wanted]);
  });

  test("grants what both have in common", () => {
    expect(keptOn("lambda:InvokeFunction", `arn:aws:lambda:${HERE}:function:re*`, "arn:aws:lambda:*:*:resize-*")).toContain(
      `arn:aws:lambda:${HERE}:function:resize-*`,
    );
  });

  test("grants its name where all of the type is wanted", () => {
    expect(keptOn("lambda:InvokeFunction", `arn:aws:lambda:${HERE}:function:*`, "arn:aws:lambda:*:*:resize")).toContain(
      `arn:aws:lambda:${HERE}:function:resize`,
    );
  });

  test("grants nothing of another word, though a name could be thought of that has both", () => {
    for (const wanted of ["function:re*", "function:*"])
      expect(keptOn("lambda:InvokeFunction", `arn:aws:lambda:${HERE}:${wanted}`, "arn:aws:lambda:*:*:layer:x*")).toEqual([]);
    const group = `arn:aws:logs:${HERE}:log-group:/aws/lambda/resize:*`;
    expect(keptOn("logs:DeleteLogGroup", group, "arn:aws:logs:*:*:log-group:/aws/glue/*")).toEqual([]);
  });
});
