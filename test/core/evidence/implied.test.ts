import { describe, expect, test } from "vitest";
import { type ImpliedAction, impliedActions } from "#core/evidence/implied.ts";
import { purposeOf } from "#core/evidence/purpose.ts";
import type { ScopeFacts } from "#core/usage/open-types.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { activityIn } from "../review/propose/asking.ts";
import cases from "./implied.cases.json" with { type: "json" };

const ROLE = "arn:aws:iam::111122223333:role/TestRole";
const HERE: ScopeFacts = { partition: "aws", accounts: ["111122223333"], regions: ["eu-west-1"] };

interface Known {
  readonly calls: Parameters<typeof activityIn>[0];
  readonly trust?: string;
  readonly about?: string;
}

function implied({ calls, trust = "ec2", about = "" }: Known, facts = HERE): readonly ImpliedAction[] {
  const statement = { Effect: "Allow", Principal: { Service: `${trust}.amazonaws.com` }, Action: "sts:AssumeRole" };
  const purpose = purposeOf(JSON.stringify({ Statement: statement }));
  const found = impliedActions(activityIn(calls, ROLE), purpose, { scope: "prefix", facts, catalogue });
  return found.filter(({ action }) => action.startsWith(about));
}

function shown({ action, resources, because }: ImpliedAction): string {
  const why = because.id === "implied" ? `by ${because.by.join(" ")}` : because.id === "purpose" ? because.assumedBy.join(" ") : "";
  return `${action} ${resources.join(" ")}: ${because.id} ${why}`;
}

describe("what is needed though no record shows it:", () => {
  test.each(cases)("$name", ({ expect: expected, ...known }) => {
    expect(implied(known).map(shown)).toEqual(expected);
  });

  const onLogs = (facts: ScopeFacts) => implied({ trust: "lambda", calls: [] }, facts).map(({ resources }) => resources)[0];
  const groups = (place: string) => `arn:aws:logs:${place}:log-group:/aws/lambda/*`;

  test("in each region and account in which the role works", () => {
    const facts = { ...HERE, regions: ["eu-west-1", "us-east-1"], accounts: ["111122223333", "444455556666"] };
    expect(onLogs(facts)).toEqual(
      ["eu-west-1:111122223333", "eu-west-1:444455556666", "us-east-1:111122223333", "us-east-1:444455556666"].map(groups),
    );
  });

  test("in any, where that is not known", () => {
    expect(onLogs({ partition: "", accounts: [], regions: [] })).toEqual([groups("*:*")]);
  });

  test("of a use that records name below what is implied, nothing more is implied", () => {
    const call = (logGroupName: string) => ({ event: "logs:CreateLogGroup", request: { logGroupName } });
    const groupsMade = (names: readonly string[], facts = HERE) =>
      implied({ trust: "lambda", about: "logs:CreateLogGroup", calls: names.map(call) }, facts).length;
    expect([groupsMade(["/aws/lambda/pay"]), groupsMade(["/app/pay"])]).toEqual([0, 1]);
    expect(groupsMade(["/app/pay", "/aws/lambda/pay"])).toBe(0);
    expect(groupsMade(["/aws/lambda/pay"], { ...HERE, regions: ["us-east-1", "eu-west-1"] })).toBe(0);
  });

  test("each says what AWS's document says of it", () => {
    const [first] = implied({ trust: "lambda", calls: [] });
    expect(first?.because).toMatchObject({
      known: "a Lambda function writes its log to a log group of its own",
      source: expect.stringMatching(/^AWS Lambda Developer Guide/),
    });
  });
});
