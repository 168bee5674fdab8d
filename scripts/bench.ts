import { benchProposing } from "./bench/proposing.ts";
import { benchReading } from "./bench/reading.ts";

benchProposing();
benchReading();
