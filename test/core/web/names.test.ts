import { describe, expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import { breakable, folded, nameList } from "#core/web/names.ts";

describe("a name", () => {
  test.each([
    ["arn:aws:iam::1:role/My-Role", "arn:<wbr>aws:<wbr>iam::<wbr>1:<wbr>role/<wbr>My-<wbr>Role"],
    ["AmazonSQSFullAccess", "Amazon<wbr>SQSFull<wbr>Access"],
    ["logs", "logs"],
    ["a<b", "a&lt;b"],
  ])("may go on in the next line between its parts: %s", async (name, html) => {
    expect(String(await breakable(name))).toBe(html);
  });
});

describe("several names", () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `s3:a${index}`);

  test("stand in a line, or are said to be none", async () => {
    expect(String(await nameList([{ name: "a" }, { name: "b" }], english))).toBe("a, b");
    expect(String(await nameList([], english))).toBe("nothing");
  });

  test.each([
    [8, false],
    [9, true],
  ])("are folded where there are more than eight: of %i: %s", async (count, isFolded) => {
    const html = String(await folded(names(count), english));
    expect([html.includes("<details>"), html.match(/<code>/g)?.length]).toEqual([isFolded, count]);
    expect(html.includes(`${count} names`)).toBe(isFolded);
  });
});
