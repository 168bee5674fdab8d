import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, describe, expect, test } from "vitest";
import { openPage } from "#adapters/local/page/serve.ts";

type Page = Awaited<ReturnType<typeof openPage>>;
const pages: Page[] = [];
async function served(): Promise<{ page: Page; port: number; asked: string[] }> {
  const page = await openPage();
  pages.push(page);
  const asked: string[] = [];
  page.answerWith((request) => {
    asked.push(`${request.method} ${request.url}`);
    return new Response("the page");
  });
  return { page, port: Number(new URL(page.url).port), asked };
}
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

/** The first line of the answer to a request as it is written on the wire. */
async function answerTo(port: number, head: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`${head}\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += chunk;
  return text.split("\r\n")[0] ?? "";
}

describe("the page", () => {
  test.each([["@evil.example/r/x"], ["0@evil.example/r/x"], [".evil.example/r/x"]])(
    "asked for %s, which would make its address another's, answers 400 and hands nothing on",
    async (target) => {
      const { port, asked } = await served();
      expect(await answerTo(port, `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}`)).toBe("HTTP/1.1 400 Bad Request");
      expect(asked).toEqual([]);
    },
  );

  test("answers to its own names alone", async () => {
    const { port, asked } = await served();
    const status = async (host: string) => (await answerTo(port, `GET / HTTP/1.1\r\nHost: ${host}`)).split(" ")[1];
    expect([await status(`127.0.0.1:${port}`), await status(`localhost:${port}`)]).toEqual(["200", "200"]);
    expect([await status("evil.example"), await status(`evil.example:${port}`), await status("127.0.0.1")]).toEqual(["421", "421", "421"]);
    expect(asked).toHaveLength(2);
  });

  test("is served on the machine itself, on the usual port or a free one", async () => {
    const [first, second] = [await served(), await served()];
    expect(first.port).not.toBe(second.port);
    const others = Object.values(networkInterfaces())
      .flat()
      .flatMap((each) => (each && each.family === "IPv4" && !each.internal ? [each.address] : []));
    for (const address of others) {
      const socket = connect(second.port, address);
      const [event] = await Promise.race([
        once(socket, "connect").then(() => ["connected"]),
        once(socket, "error").then(() => ["refused"]),
      ]).catch(() => ["refused"]);
      socket.destroy();
      expect([address, event]).toEqual([address, "refused"]);
    }
  });

  test("is gone when it is closed, with the connections that browsers keep open, also one in the midst of a request", async () => {
    const { page, port } = await served();
    const [idle, busy] = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
    const head = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
    busy.write(`${head}\r\n`);
    await once(busy, "data");
    busy.write(head);
    idle.write(`${head}\r\n`);
    await once(idle, "data");
    const closed = Promise.all([once(idle, "close"), once(busy, "close")]);
    page.close();
    await closed;
    expect([idle.destroyed, busy.destroyed]).toEqual([true, true]);
  });
});
