import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as v from "valibot";

export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly retryAfter?: string;
  readonly location?: string;
}

const Posted = v.pipe(v.string(), v.parseJson(), v.object({ text: v.string(), blocks: v.array(v.looseObject({ type: v.string() })) }));

/** A server on this machine that stands for Slack: it gives its answers one after the other, the last one for ever. */
export async function startSlack(answers: readonly Answer[]) {
  const posted: v.InferOutput<typeof Posted>[] = [];
  let given = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    posted.push(v.parse(Posted, Buffer.concat(chunks).toString("utf8")));
    const answer = answers[Math.min(given, answers.length - 1)] ?? { status: 200 };
    given += 1;
    const headers = {
      ...(answer.retryAfter ? { "retry-after": answer.retryAfter } : {}),
      ...(answer.location ? { location: answer.location } : {}),
    };
    response.writeHead(answer.status, headers).end(answer.body ?? "ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port }: AddressInfo = addressOf(server.address());
  return {
    address: `http://127.0.0.1:${port}/services/T000/B000/secret-of-the-webhook`,
    posted,
    close: () => server.close(),
  };
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address;
}
