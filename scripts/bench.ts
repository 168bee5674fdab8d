import { benchPage } from "./bench/page.ts";
import { benchProposing } from "./bench/proposing.ts";
import { benchReading } from "./bench/reading.ts";
import { benchRoles } from "./bench/roles.ts";
import { benchSize } from "./bench/size.ts";

const size = benchSize(process.argv.slice(2), process.env);
if (!size) {
  console.error("WHITTLE_BENCH_MB is not a number of megabytes above 0. Set it to 20, for example.");
  process.exit(2);
}
benchProposing();
await benchPage();
await benchReading(size);
await benchRoles();
