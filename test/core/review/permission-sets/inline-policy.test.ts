import { expect, test } from "vitest";
import { inlineSize, joinInline, splitInline } from "#core/review/permission-sets/inline-policy.ts";

const statement = (Sid: string | undefined, Resource = "*") => ({
  ...(Sid ? { Sid } : {}),
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource,
});
const text = (Version: string, ...Statement: readonly object[]) => JSON.stringify({ Version, Statement });

test("Whittle's statements are told by their ids, and the others stay as they were written", () => {
  const parts = splitInline(
    "Admins",
    text("2012-10-17", statement("Whittle1"), statement("WhittleTeam"), statement(undefined), statement("Whittle12")),
  );
  expect(parts.map(({ name, json }) => [name, JSON.parse(json).Statement])).toEqual([
    ["AwsSSOInlinePolicy", [statement("WhittleTeam"), statement(undefined)]],
    ["whittle-Admins", [statement("Whittle1"), statement("Whittle12")]],
  ]);
});

test("what is joined splits again", () => {
  const retained = splitInline("Admins", text("2012-10-17", statement("Mine")));
  const joined = joinInline(retained, [
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:ListBucket", Resource: "*" }] },
  ]);
  expect(splitInline("Admins", JSON.stringify(joined)).map(({ name }) => name)).toEqual(["AwsSSOInlinePolicy", "whittle-Admins"]);
  expect(joinInline([], [])).toBeUndefined();
});

test("a policy of the older language keeps what it says: its variables are texts", () => {
  const [old] = splitInline("Admins", text("2008-10-17", statement("Old", "arn:aws:s3:::${aws:username}")));
  expect(joinInline(old ? [old] : [], [])?.Statement).toMatchObject([{ Resource: "arn:aws:s3:::${$}{aws:username}" }]);
});

test("the size is of bytes, without white space", () => {
  const policy = { Version: "2012-10-17", Statement: [{ Sid: "é è", Effect: "Allow" as const }] };
  expect(inlineSize(policy)).toBe(JSON.stringify(policy).length - 1 + 2);
});
