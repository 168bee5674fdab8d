import { expect, test } from "vitest";
import { settingsOf } from "#adapters/bucket/access.ts";

test("a client of the operator's machine gets the profile and the region that were named, and looks for the others itself", () => {
  const retries = { retryMode: "standard", maxAttempts: 6 };
  expect(settingsOf({ profile: undefined, region: undefined })).toEqual(retries);
  expect(settingsOf({ profile: "ops", region: undefined })).toEqual({ ...retries, profile: "ops" });
  expect(settingsOf({ profile: undefined, region: "eu-west-1" })).toEqual({ ...retries, region: "eu-west-1" });
});
