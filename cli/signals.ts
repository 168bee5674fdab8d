/** Signals that end a run, with the exit codes that a shell gives them. */
const ENDING = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

let farewell: (() => void) | undefined;

/** A signal ends the run as its end would: what is open is closed, and locks are released. */
export function endOnSignals(): void {
  for (const [signal, code] of Object.entries(ENDING)) {
    process.once(signal, () => {
      farewell?.();
      process.exit(code);
    });
  }
}

/** What is said where a signal ends the run; undefined for nothing. */
export function sayAtSignal(say: (() => void) | undefined): void {
  farewell = say;
}
