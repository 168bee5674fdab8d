import { isObject, type JsonObject } from "#core/cloudtrail/record.ts";

const specification = /^tagspecifications?(?:set)?$/i;

/**
 * The resource types that an EC2 request tags as it makes them, such as `instance`; an empty text stands for one that the request
 * does not name (Amazon EC2 API Reference, "TagSpecification").
 */
export function taggedTypes(request: JsonObject): readonly string[] {
  const keyed = placesOf(request).flatMap((place) => Object.entries(place).filter(([key]) => specification.test(key)));
  return [...new Set(keyed.flatMap(([, value]) => entriesOf(value).map(typeOf)))];
}

/** Where a request's parameters stand: newer EC2 calls wrap them once (`CreateFlowLogsRequest`). */
export function placesOf(request: JsonObject): readonly JsonObject[] {
  const wrapped = Object.keys(request).filter((key) => key.endsWith("Request"));
  return [request, ...wrapped.map((key) => request[key]).filter(isObject)];
}

/** Several are a list or the `items` of a set, one alone may be an object. */
function entriesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isObject(value) || Object.keys(value).length === 0) return [];
  return Array.isArray(value.items) ? value.items : [value];
}

function typeOf(entry: unknown): string {
  const type = isObject(entry) ? (entry.resourceType ?? entry.ResourceType) : undefined;
  return typeof type === "string" ? type : "";
}
