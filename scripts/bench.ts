import { benchPage } from "./bench/page.ts";
import { benchProposing } from "./bench/proposing.ts";
import { benchReading } from "./bench/reading.ts";

benchProposing();
await benchPage();
benchReading();
