const DEFAULT_MB = 230;
const LARGE_MB = 2300;

/** How much the bench reads. */
export interface BenchSize {
  /** Unpacked MB of each set. */
  readonly megabytes: number;
  /** Are ten times the data, 20,000 small files and one file of 2 GB read too? */
  readonly isLarge: boolean;
}

/** 230 MB, or what WHITTLE_BENCH_MB says, or 2.3 GB with --large; undefined where WHITTLE_BENCH_MB is not a size. */
export function benchSize(args: readonly string[], environment: NodeJS.ProcessEnv): BenchSize | undefined {
  const isLarge = args.includes("--large");
  const asked = Number(environment.WHITTLE_BENCH_MB ?? (isLarge ? LARGE_MB : DEFAULT_MB));
  return asked > 0 && Number.isFinite(asked) ? { megabytes: asked, isLarge } : undefined;
}

/** The limits of a set of this size; none for one so small that starting up decides. */
export function limitsOf({ megabytes }: BenchSize) {
  if (megabytes < DEFAULT_MB) return undefined;
  return { wallOverZcat: megabytes >= LARGE_MB ? 0.45 : 0.55, cpuOverZcat: 0.8, quickerThanJq: 10, quickerThanDuckdb: 3, peak: 300 };
}
