import { expect, test } from "vitest";
import { htmlText, markdownCode } from "#core/messages/markdown.ts";

test("no sign of a name means anything to Markdown or HTML", () => {
  expect(markdownCode("a|b*_`[x](y)<script>@me\n# t")).toMatch(/^<code>(?:[\w ]|&#\d+;)+<\/code>$/);
});

test("a text in an HTML block opens no tag, and stays on its line", () => {
  expect(htmlText("</code>\n\n<img onerror='x'>&")).toBe("&#60;/code&#62; &#60;img onerror=&#39;x&#39;&#62;&#38;");
});
