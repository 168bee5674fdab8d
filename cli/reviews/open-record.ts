import { existsSync } from "node:fs";
import { UnusableFileError } from "#adapters/local/errors.ts";
import type { ReviewRecord } from "#adapters/operator/review-record.ts";
import { WhittleError } from "#core/errors.ts";
import { recordIn } from "../output-folder.ts";
import { DEFAULT_STACK } from "../stack/options.ts";
import { UsageError } from "../usage-error.ts";

export interface RecordOptions {
  readonly out?: string | undefined;
  readonly stack?: string | undefined;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** The record that the options name: of an output folder, or of a deployed stack. Throws typed errors. */
export async function openRecord(command: string, { out, stack, profile, region }: RecordOptions): Promise<ReviewRecord> {
  if (out !== undefined) {
    if ((stack ?? profile ?? region) !== undefined)
      throw new UsageError(command, "Give --out DIR alone, or --stack NAME with --profile and --region.");
    return folderRecord(out);
  }
  const { describeStack, outputOf } = await import("#adapters/operator/stack.ts");
  const { stackRecord } = await import("#adapters/operator/stack-record.ts");
  const found = await describeStack(stack ?? DEFAULT_STACK, { profile, region }).catch((error: unknown) => {
    // Nothing was named: an output folder may be meant.
    const isNamed = (stack ?? profile ?? region) !== undefined;
    throw isNamed || !(error instanceof WhittleError)
      ? error
      : new UsageError(command, `${error.message}; or read an output folder of whittle review: --out DIR.`);
  });
  return stackRecord(outputOf(found, "ReviewTableName"), { profile, region: found.region });
}

async function folderRecord(folder: string): Promise<ReviewRecord> {
  const file = recordIn(folder);
  if (!existsSync(file)) throw new UnusableFileError(file, "no such record. Create it with: whittle review --out DIR");
  const { sqliteReviewStore } = await import("#adapters/local/store/sqlite-review-store.ts");
  const store = sqliteReviewStore(file);
  return {
    document: store.document,
    async documents(reviewIds, name) {
      const found = new Map();
      for (const id of reviewIds) found.set(id, await store.document(id, name));
      return found;
    },
    journal: store.journal,
    all: async () => store.all(),
    close: store.close,
  };
}
