import type { Place } from "#core/aws/arn.ts";
import { literalIn } from "./literal.ts";
import { type CallOutcome, outcomeOf } from "./outcome.ts";
import { type Parameters, parametersOf } from "./parameters.ts";
import { placeOf } from "./place.ts";
import type { CloudTrailRecord } from "./record.ts";

/** The facts of one call, made once from its record: who called what, where and when, how it ended, what it said, with literal texts. */
export interface Call extends CloudTrailRecord {
  readonly outcome: CallOutcome;
  /** Where names without an ARN mean something. */
  readonly place: Place;
  /** Request and response laid flat; done when first asked for, since many calls name no resource. */
  readonly parameters: () => Parameters;
}

export function callOf(record: CloudTrailRecord): Call {
  let parameters: Parameters | undefined;
  const literal = { ...record, request: literalIn(record.request), response: literalIn(record.response) };
  return {
    ...literal,
    outcome: outcomeOf(record),
    place: placeOf(record),
    parameters: () => {
      parameters ??= parametersOf(literal);
      return parameters;
    },
  };
}
