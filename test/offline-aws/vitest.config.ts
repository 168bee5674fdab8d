import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/**
 * Apart from `npm test`: these need Python and the offline AWS. One more at a time than there are cores, since some wait for days of a minute;
 * the first failure ends the story.
 */
export default defineConfig({
  test: {
    globalSetup: ["test/temporary-folder.ts", "test/page/unpack-browser.ts", "test/offline-aws/fork-server.ts"],
    include: ["test/offline-aws/**/*.offline.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: availableParallelism() + 1,
    isolate: false,
    bail: 1,
  },
});
