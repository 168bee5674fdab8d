import { defineConfig } from "vitest/config";
import { offlineAwsMissing } from "./offline-aws.ts";

const missing = offlineAwsMissing();
if (missing) console.log(`The tests on the offline AWS are skipped: ${missing}.`);

/**
 * Apart from `npm test`: these need Python and the offline AWS. Two at a time, since each is a whole AWS that mostly waits; the first
 * failure ends the story.
 */
export default defineConfig({
  test: {
    include: ["test/offline-aws/**/*.offline.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    isolate: false,
    bail: 1,
  },
});
