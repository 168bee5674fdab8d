import { html } from "hono/html";
import { expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import { page } from "#core/web/layout.ts";

const UNSEEN = {
  "a right-to-left override": "\u202e",
  "a left-to-right isolate": "\u2066",
  "a zero-width space": "\u200b",
  "an escape": "\u001b",
  "a null": "\u0000",
  "a C1 control": "\u009b",
  "a line separator": "\u2028",
  "a tag character": "\u{e0041}",
  "half a pair": "\ud83d",
};

test.each(Object.entries(UNSEEN))("shows %s as a mark, in title and text", async (_, character) => {
  const shown = String(await page(`role ${character}x`, html`<p>session ${character}gnp.exe</p>`, english));
  expect(shown).not.toContain(character);
  expect(shown).toContain("<title>role \ufffdx</title>");
  expect(shown).toContain("<p>session \ufffdgnp.exe</p>");
});

test("leaves lines, tabs and letters of every script as they are", async () => {
  const words = "a\tb\nc äöü 日本 שלום";
  expect(String(await page("x", html`<pre>${words}</pre>`, english))).toContain(words);
});
