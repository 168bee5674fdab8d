import { describe, expect, test } from "vitest";
import { headline } from "#core/messages/summary.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { diffRole } from "#core/review/propose/diff.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { foundingProposal } from "./proposals.ts";

const founding = await foundingProposal();

const allowing = (...Action: string[]) =>
  parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] }), "a test");

/** The headline of a change from one policy to another, or to none. */
function headlineOf(before: string[], after: string[]): string {
  const refined = after.length === 0 ? [] : [allowing(...after)];
  const { diff } = diffRole({ replaced: [allowing(...before)], retained: [], refined, after: refined }, catalogue);
  return headline({ ...founding, diff });
}

const SQS = catalogue.actionsOf("sqs").length;

describe("the headline", () => {
  test.each([
    ["names the service where all actions are of one", ["sqs:*"], ["sqs:SendMessage"], `Remove ${SQS - 1} of ${SQS} SQS actions; keep 1`],
    [
      "names the main service where there are a few others",
      ["sqs:*", "sns:Publish"],
      ["sqs:SendMessage"],
      `Remove ${SQS} of ${SQS + 1} actions, mostly SQS; keep 1`,
    ],
    [
      "names the main service where an action of another is kept",
      ["sqs:*", "sns:Publish"],
      ["sns:Publish"],
      `Remove ${SQS} of ${SQS + 1} actions, mostly SQS; keep 1`,
    ],
    ["names no service where there are several", ["sqs:SendMessage", "sns:Publish"], ["sns:Publish"], "Remove 1 of 2 actions; keep 1"],
    ["names the service where nothing is kept", ["sqs:SendMessage"], [], "Remove 1 of 1 SQS action; keep 0"],
    ["says when only resources change", ["sqs:SendMessage"], ["sqs:SendMessage"], "Narrow 1 action to the resources that were used"],
  ])("%s", (_, before, after, expected) => {
    expect(headlineOf(before, after)).toBe(expected);
  });
});
