import { defineConfig } from "vitest/config";

const page = "test/page/**/*.test.ts";

/** These start processes, browsers and servers, build bundles, or set the environment: each file gets a process of its own. */
export const whole = [
  "test/cli/**/*.test.ts",
  page,
  "test/functions/**/*.test.ts",
  "test/infra/{bundled-clients,bundles,deploy,package,supply-chain,templates}.test.ts",
];

/** All others share their modules and the catalogue with the files that ran before them in the same process. */
export default defineConfig({
  test: {
    globalSetup: "test/temporary-folder.ts",
    testTimeout: 30_000,
    // A hook that runs the command line takes as long as a test that does.
    hookTimeout: 30_000,
    // By default Vitest leaves one core to itself, which needs little of it.
    maxWorkers: "100%",
    reporters: ["default", "./test/complete-reporter.ts"],
    projects: [
      // A project is set up before what all have.
      { extends: true, test: { name: "page", include: [page], globalSetup: ["test/temporary-folder.ts", "test/page/unpack-browser.ts"] } },
      { extends: true, test: { name: "whole", include: whole, exclude: [page] } },
      { extends: true, test: { name: "unit", include: ["test/**/*.test.ts"], exclude: whole, isolate: false } },
    ],
  },
});
