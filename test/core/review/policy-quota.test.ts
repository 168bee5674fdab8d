import { describe, expect, test } from "vitest";
import { documentLimits, mostAttached, roomFor } from "#core/review/policy-quota.ts";
import { asArn } from "#test/names.ts";
import { roleWith } from "./propose/roles.ts";

const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}';

function carrying(others: number, refined: number) {
  const [policy] = roleWith(["AmazonSQSFullAccess"]).attached;
  if (!policy) throw new Error("There is no policy.");
  const of = (count: number, path: string) =>
    Array.from({ length: count }, (_, index) => ({ ...policy, arn: asArn(`arn:aws:iam::111122223333:policy/${path}p${index}`) }));
  return [...of(others, ""), ...of(refined, "whittle/")];
}

describe("a role's room for refined managed policies", () => {
  test.each([
    ["is ten, of a role without any policy", 0, 0, 10],
    ["is less by each policy: what is replaced is on the role while the new ones are attached", 4, 0, 6],
    ["is not less by refined policies of earlier reviews, which give up their places", 4, 2, 6],
    ["is none, of a role that carries ten", 10, 0, 0],
    ["goes up to twenty where the role shows that its account's quota was raised", 11, 0, 9],
    ["is none where the role carries more than twenty", 22, 0, 0],
  ])("%s", (_, others, refined, managed) => {
    expect(roomFor({ attached: carrying(others, refined), inline: [] }).managed).toBe(managed);
  });

  test.each([
    [10, 10],
    [11, 20],
    [20, 20],
    [21, 21],
  ])("a role that carries %d may carry %d", (carried, most) => {
    expect(mostAttached(carried)).toBe(most);
  });
});

describe("its room for inline policies", () => {
  const [{ document } = { document: undefined }] = roleWith(["AmazonSQSFullAccess"]).attached;
  const room = (...texts: readonly string[]) => {
    if (!document) throw new Error("There is no document.");
    return roomFor({ attached: [], inline: texts.map((json, index) => ({ name: `p${index}`, json, document })) }).inline;
  };

  test("is 10,240 characters, less what its inline policies have, white space not counted", () => {
    const spaced = JSON.stringify(JSON.parse(DOCUMENT), undefined, 4);
    expect([room(), room(DOCUMENT), room(spaced, DOCUMENT)]).toEqual([10_240, 10_240 - DOCUMENT.length, 10_240 - 2 * DOCUMENT.length]);
  });

  test("is never less than none", () => {
    expect(room(JSON.stringify({ Statement: "x".repeat(11_000) }))).toBe(0);
  });

  test("is what documents are cut to, of 6,144 characters each", () => {
    expect(documentLimits({ managed: 3, inline: 100 })).toEqual({ maxSize: 6144, maxDocuments: 3, inlineRoom: 100 });
  });
});
