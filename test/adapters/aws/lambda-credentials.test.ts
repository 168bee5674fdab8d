import { afterEach, expect, test, vi } from "vitest";
import { defaultProvider } from "#adapters/aws/lambda-credentials.ts";

afterEach(() => vi.unstubAllEnvs());

test("takes the credentials of the function's role from the environment, anew each time", async () => {
  const provider = defaultProvider();
  for (const round of ["first", "second"]) {
    vi.stubEnv("AWS_ACCESS_KEY_ID", `${round} id`);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", `${round} secret`);
    vi.stubEnv("AWS_SESSION_TOKEN", `${round} token`);
    expect(await provider()).toEqual({ accessKeyId: `${round} id`, secretAccessKey: `${round} secret`, sessionToken: `${round} token` });
  }
});

test("says so where there are none", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "");
  await expect(defaultProvider()()).rejects.toThrow("the environment holds no credentials");
});
