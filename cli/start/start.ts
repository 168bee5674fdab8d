import { describeStack, outputOf } from "#adapters/operator/stack.ts";
import { startExecution } from "#adapters/operator/start-execution.ts";
import { oneOf } from "../one-of.ts";
import { DEFAULT_STACK, FORMATS } from "../stack/options.ts";
import { print } from "../terminal/lines.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { executionName } from "./execution-name.ts";
import { START } from "./options.ts";

/** `whittle start`: gives the exit code. Throws typed errors. */
export async function start(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(START, args);
  if (parsed === "help") return 0;
  const { stack = DEFAULT_STACK, profile, region, format = "text", "dry-run": dryRun = false, account } = parsed.values;
  const asJson = oneOf(START.name, "--format", FORMATS, format) === "json";
  if (account !== undefined && !/^\d{12}$/.test(account))
    throw new UsageError(START.name, `--account ${account} is no account id of twelve digits.`);
  const found = await describeStack(stack, { profile, region });
  const roleNames = parsed.positionals;
  const input = {
    ...(roleNames.length > 0 ? { roleNames } : {}),
    ...(dryRun ? { dryRun } : {}),
    ...(account === undefined ? {} : { account }),
  };
  const ofAll = account === undefined && roleNames.length === 0 ? found.outputs.ReviewAccountsArn : undefined;
  const machine = ofAll ?? outputOf(found, "ReviewCycleArn");
  const executionArn = await startExecution(machine, executionName(), input, { profile, region: found.region });
  print(asJson ? JSON.stringify({ executionArn, input }) : `Started ${executionArn}\nSee the result: whittle list --stack ${stack}`);
  return 0;
}
