import { vi } from "vitest";

/** What is written to standard output and to standard error meanwhile. */
export async function saidBy(work: () => unknown): Promise<{ readonly out: string; readonly err: string }> {
  const said = { out: "", err: "" };
  const spies = (["out", "err"] as const).map((name) =>
    vi.spyOn(name === "out" ? process.stdout : process.stderr, "write").mockImplementation((chunk) => {
      said[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      return true;
    }),
  );
  try {
    await work();
    return said;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
