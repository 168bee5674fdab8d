import { describe, expect, test } from "vitest";
import type { PolicyDocument } from "#core/policy/document.ts";
import { escalationActions, escalationReason } from "#core/policy/escalation.ts";
import { ESCALATION_WAYS } from "#core/policy/escalation-ways.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { catalogue } from "./catalogue.ts";
import cases from "./escalation.cases.json" with { type: "json" };

const policy = (...Statement: object[]): PolicyDocument => parsePolicy({ Version: "2012-10-17", Statement }, "a policy");
const allow = (Action: string | string[], Resource: string | string[] = "*") => policy({ Effect: "Allow", Action, Resource });
const named = (...policies: PolicyDocument[]) => escalationActions(policies, catalogue).map(({ actions }) => actions.join(" "));

describe("a way to widen one's own rights", () => {
  test.each(cases.alone)("%s alone", (action) => {
    expect(named(allow(action))).toEqual([action]);
  });

  test.each(cases.withPassRole)("%s with iam:PassRole, which stands behind it", (action) => {
    expect(named(allow(action))).toEqual([]);
    expect(named(allow(action), allow("iam:PassRole"))).toEqual([`iam:PassRole ${action}`, "iam:PassRole"]);
  });

  test.each(cases.none)("is not %s", (action) => {
    expect(named(allow(action))).toEqual([]);
  });

  test("may take three actions", () => {
    expect(named(allow(["datapipeline:CreatePipeline", "iam:PassRole"]))).toEqual(["iam:PassRole"]);
    expect(named(allow(["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "iam:PassRole"]))).toContain(
      "iam:PassRole datapipeline:CreatePipeline datapipeline:PutPipelineDefinition",
    );
  });

  test("is found across documents, on whatever resource each action is allowed", () => {
    const retained = allow("iam:PassRole", "arn:aws:iam::111122223333:role/functions");
    const refined = allow("lambda:CreateFunction", "arn:aws:lambda:eu-west-1:111122223333:function:jobs");
    expect(named(refined, retained)).toEqual(["iam:PassRole lambda:CreateFunction", "iam:PassRole"]);
  });

  test("is looked for anew where a document is added, or stands in another place", () => {
    const [some, more] = [allow("iam:CreateAccessKey"), allow("iam:CreateLoginProfile")];
    expect(named(some)).toEqual(["iam:CreateAccessKey"]);
    expect(named(some, more)).toHaveLength(2);
    expect(named(some)).toEqual(["iam:CreateAccessKey"]);
    expect(named(more, some)).toHaveLength(2);
    expect(named()).toEqual([]);
  });

  test("is closed by a deny of it", () => {
    expect(named(allow("iam:AttachRolePolicy"), policy({ Effect: "Deny", Action: "iam:*", Resource: "*" }))).toEqual([]);
  });
});

describe("sts:AssumeRole counts", () => {
  test.each(["*", "arn:aws:iam::111122223333:role/*", "arn:aws-cn:iam::*:role/*", "arn:aws:iam::111122223333:*"])("on %s", (resource) => {
    expect(named(allow("sts:AssumeRole", resource))).toEqual(["sts:AssumeRole"]);
  });

  test.each(["arn:aws:iam::111122223333:role/deploy", "arn:aws:iam::111122223333:role/deploy-*"])("not on %s", (resource) => {
    expect(named(allow("sts:AssumeRole", resource))).toEqual([]);
  });

  test("on all but some", () => {
    const but = policy({ Effect: "Allow", Action: "sts:AssumeRole", NotResource: "arn:aws:iam::111122223333:role/a" });
    expect(named(but)).toEqual(["sts:AssumeRole"]);
  });
});

describe("the list of ways", () => {
  const ways = escalationActions([allow("*")], catalogue);

  test("names actions that AWS has, each way once", () => {
    const unknown = [...ESCALATION_WAYS, ...ways]
      .flatMap(({ actions }) => actions)
      .filter((action) => catalogue.find(action)?.action !== action);
    expect(unknown).toEqual([]);
    expect(new Set(ways.map(({ actions }) => actions.join(" "))).size).toBe(ways.length);
  });

  test("gives a reason and the AWS document of each", () => {
    for (const { actions, because, source } of ways) {
      expect(escalationReason(actions)).toBe(because);
      expect(source, actions.join(" ")).toMatch(
        /^(?:.+ API Reference, \w+|IAM User Guide, "|Service Authorization Reference, "Access level")/,
      );
    }
  });

  test("holds all that AWS calls permissions management in IAM", () => {
    const managing = catalogue.actionsOf("iam").filter(({ level }) => level === "Permissions management");
    const listed = new Set(ways.flatMap(({ actions }) => actions));
    expect(managing.length).toBeGreaterThan(20);
    expect(managing.filter(({ action }) => !listed.has(action))).toEqual([]);
  });

  test("begins with what changes the role itself", () => {
    expect(named(allow("*"))[0]).toBe("iam:AttachRolePolicy");
  });
});
