import { isObject, type JsonObject } from "#core/cloudtrail/record.ts";
import type { When } from "./knowledge.ts";

/** The request has one of these parameters, and it is not empty. */
export function has(...keys: readonly string[]): When {
  return { says: `with \`${keys.join("` or `")}\``, holds: (request) => keys.some((key) => !isEmpty(request[key])) };
}

/** The request does not have the parameter. */
export function lacks(key: string): When {
  return { says: `without \`${key}\``, holds: (request) => isEmpty(request[key]) };
}

/** The request asks for something by saying `true`. */
export function asks(key: string): When {
  return { says: `with \`${key}\` true`, holds: (request) => /^true$/i.test(String(request[key])) };
}

/** The request holds the words somewhere. */
export function mentions(words: RegExp, says: string): When {
  return { says, holds: (request) => words.test(JSON.stringify(request)) };
}

export const always: When = { says: "always", holds: () => true };

/** Where a request's parameters stand: newer EC2 calls wrap them once (`CreateFlowLogsRequest`). */
export function placesOf(request: JsonObject): readonly JsonObject[] {
  const wrapped = Object.keys(request).filter((key) => key.endsWith("Request"));
  return [request, ...wrapped.map((key) => request[key]).filter(isObject)];
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
