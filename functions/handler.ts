import { Logger } from "@aws-lambda-powertools/logger";
import type { Context } from "aws-lambda";
import * as v from "valibot";
import { WhittleError } from "#core/errors.ts";
import { type Metric, measured, metricLine, stackOf } from "./metrics.ts";

const logger = new Logger({ serviceName: "whittle" });

/** What of an event or a result may be logged: ids and states. Never a task token, a link or a whole event. */
const Loggable = v.object({
  reviewId: v.optional(v.string()),
  jobId: v.optional(v.string()),
  cycleId: v.optional(v.string()),
  status: v.optional(v.string()),
  outcome: v.optional(v.string()),
  verdict: v.optional(v.string()),
  next: v.optional(v.string()),
});

/**
 * A step of the workflow as a Lambda handler. An error goes out under its own name, which Step Functions matches in
 * `ErrorEquals`; the causes behind it are for the log.
 */
export function stepHandler<Needs>(name: string, step: (ports: Needs, input: unknown) => Promise<unknown>, ports: Needs) {
  return stepHandlerFor(name, step, async () => ports);
}

/** The same, with ports that depend on the event: those of an account. */
export function stepHandlerFor<Needs>(
  name: string,
  step: (ports: Needs, input: unknown) => Promise<unknown>,
  portsFor: (event: unknown) => Promise<Needs>,
) {
  return async (event: unknown, context: Context): Promise<unknown> => {
    logger.addContext(context);
    try {
      const result = await step(await portsFor(event), event);
      logger.info(`${name} done`, { step: name, ...loggable(event), ...loggable(result) });
      count(measured(name, result));
      return result;
    } catch (error) {
      logger.error(`${name} failed`, { step: name, ...loggable(event), ...describe(error) });
      count({ FailedSteps: 1 });
      throw error;
    }
  };
}

/** Logs a fault that ends nothing: somebody was shown "try again later", or only a copy did not get through. */
export function reportFault(name: string): (fault: unknown) => void {
  return (fault) => {
    logger.error(`${name} failed`, { step: name, ...describe(fault) });
    count({ FailedSteps: 1 });
  };
}

/** The line goes out as it is: the console would wrap it (Lambda Developer Guide, "Using structured JSON logs with Node.js"). */
function count(values: Partial<Record<Metric, number>>): void {
  const line = metricLine(values, stackOf(process.env.AWS_LAMBDA_LOG_GROUP_NAME), Date.now());
  if (line !== undefined) process.stdout.write(`${line}\n`);
}

function loggable(value: unknown): Record<string, string | undefined> {
  const result = v.safeParse(Loggable, value);
  return result.success ? result.output : {};
}

function describe(error: unknown): Record<string, unknown> {
  if (error instanceof WhittleError) return { errorName: error.name, code: error.code, reason: error.message, cause: error.cause };
  return { error };
}
