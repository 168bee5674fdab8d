import { describe, expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import { toJson } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { policyDiff } from "#core/web/policy-diff.ts";
import { asArn } from "#test/names.ts";

const policy = (actions: readonly string[]) => {
  const document = parsePolicy(
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] },
    "the test's policy",
  );
  const json = toJson(document);
  return {
    name: "p",
    arn: asArn("arn:aws:iam::111122223333:policy/p"),
    versionId: "v1",
    document,
    json: JSON.stringify(json),
    size: 0,
    fresh: json,
  };
};
const diffOf = async (old: readonly string[], fresh: readonly string[]) =>
  String(await policyDiff([policy(old)], [{ name: "p", document: policy(fresh).fresh, size: 0 }], english));
const named = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `s3:Action${index + from}`);

describe("old against new", () => {
  test("what goes and what comes is marked by a sign and as deleted and inserted, with a few lines around it", async () => {
    const diff = await diffOf(["s3:A", "s3:B", "s3:D"], ["s3:A", "s3:C", "s3:D"]);
    expect(diff).toContain("<del>-         &quot;s3:B&quot;,\n</del><ins>+         &quot;s3:C&quot;,\n</ins>");
    expect(diff).toContain("… 4 lines as before\n");
    expect(diff).toContain("          &quot;s3:A&quot;,\n");
  });

  test("nothing is marked where nothing changes", async () => {
    expect(await diffOf(["s3:A"], ["s3:A"])).not.toMatch(/<del>|<ins>/);
  });

  test("what stays far from a change is counted: three lines before it and after it are shown, none at the ends", async () => {
    const shown = (await diffOf(["s3:A", "s3:B", "s3:D"], ["s3:A", "s3:C", "s3:D"])).replaceAll("&quot;", '"');
    // The document has 14 lines: 7 before the change, 6 after it.
    expect(shown.replace(/^<pre[^>]*>|<\/pre>$/g, "").split("\n")).toEqual([
      "  … 4 lines as before",
      '        "Effect": "Allow",',
      '        "Action": [',
      '          "s3:A",',
      '<del>-         "s3:B",',
      '</del><ins>+         "s3:C",',
      '</ins>          "s3:D"',
      "        ],",
      '        "Resource": "*"',
      "  … 3 lines as before",
      "",
    ]);
  });

  test("of one change 240 lines are shown, and how many more there are is said", async () => {
    const shown = await diffOf(["s3:A", "s3:B", ...named(245)], ["s3:A", "s3:B"]);
    const [, more = "0"] = /… (\d+) more lines/.exec(shown) ?? [];
    // The comma behind the last name that stays makes one line more of what goes.
    expect([shown.match(/^(?:<del>)?- /gm)?.length, Number(more)]).toEqual([241, 246 - 240]);
    expect(await diffOf(["s3:A", ...named(200)], ["s3:A"])).not.toContain("more lines");
  });

  test("a very long change is cut, and says by how much", async () => {
    const diff = await diffOf(["s3:A", ...named(1_000)], ["s3:A"]);
    expect(diff).toContain("more lines");
    expect(diff.length).toBeLessThan(15_000);
  });

  test("two long documents with nothing in common are shown one after the other, in no time to speak of", async () => {
    const diff = await diffOf(named(5_000), named(5_000, 5_000));
    expect([diff.match(/<del>/g)?.length, diff.match(/<ins>/g)?.length]).toEqual([1, 1]);
  });

  test("hostile words stay words", async () => {
    expect(await diffOf(["s3:A"], ["s3:A</ins><script>"])).toContain("s3:A&lt;/ins&gt;&lt;script&gt;");
  });
});
