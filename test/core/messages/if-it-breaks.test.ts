import { describe, expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import { japanese } from "#core/messages/japanese/words.ts";
import { foundingProposal } from "./proposals.ts";

const proposal = await foundingProposal();
const stack = { approverSignIn: "oidc", watchHours: 72, restoreLinkDays: 14 } as const;
const here = { approverSignIn: "local", watchHours: 0, restoreLinkDays: 35 } as const;

describe.each([
  ["English", english, /nothing in AWS/, /denied uses of the actions named under Could break/],
  ["Japanese", japanese, /AWS を変更し/, /「影響の可能性」に挙げたアクションの拒否は検出できません/],
])("what is said of a break, in %s", (_, { ifItBreaks }, changesNothing, unseen) => {
  test("a run that saves nothing names no command to undo it", () => {
    expect(ifItBreaks(here, proposal)).toMatch(changesNothing);
    expect(ifItBreaks(here, proposal)).not.toContain("whittle restore");
  });

  test("a run that saves a copy names the command with role and folder", () => {
    expect(ifItBreaks({ ...here, copyIn: "reviewed" }, proposal)).toContain("whittle restore PatchManagerInstanceRole --out reviewed");
  });

  test("removed actions that no log shows are named among what goes unnoticed", () => {
    expect(ifItBreaks(stack, proposal)).toMatch(unseen);
    expect(ifItBreaks(stack, { ...proposal, unlogged: [] })).not.toMatch(unseen);
  });
});
