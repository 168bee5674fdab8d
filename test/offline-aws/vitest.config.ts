import { defineConfig } from "vitest/config";

/**
 * Apart from `npm test`: these need Python and the offline AWS. Two at a time, since each is a whole AWS that mostly waits; the first
 * failure ends the story.
 */
export default defineConfig({
  test: {
    globalSetup: "test/offline-aws/fork-server.ts",
    include: ["test/offline-aws/**/*.offline.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    isolate: false,
    bail: 1,
  },
});
