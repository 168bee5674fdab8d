import type { JsonObject } from "#core/cloudtrail/record.ts";
import { isObject } from "#core/cloudtrail/record.ts";

/**
 * Members of a record down to where services' own begin (CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity
 * element"); `ARN` is read as `arn`, too.
 */
const NAMES = [
  "accessKeyId",
  "accountId",
  "additionalEventData",
  "apiVersion",
  "awsRegion",
  "creationDate",
  "ec2RoleDelivery",
  "errorCode",
  "errorMessage",
  "eventCategory",
  "eventID",
  "eventName",
  "eventSource",
  "eventTime",
  "eventType",
  "eventVersion",
  "identityProvider",
  "inScopeOf",
  "invokedBy",
  "managementEvent",
  "mfaAuthenticated",
  "principalId",
  "readOnly",
  "recipientAccountId",
  "requestID",
  "requestParameters",
  "responseElements",
  "serviceEventDetails",
  "sessionContext",
  "sessionIssuer",
  "sharedEventID",
  "sourceIPAddress",
  "userAgent",
  "userIdentity",
  "userName",
  "vpcEndpointAccountId",
  "vpcEndpointId",
  "webIdFederationData",
];

const byLowerCase: ReadonlyMap<string, string> = new Map(NAMES.map((name) => [name.toLowerCase(), name]));

/** What services tell in ways of their own: only as text does it keep its names. */
const FREE = ["requestparameters", "responseelements", "additionaleventdata", "serviceeventdetails"];

/**
 * A record of a table whose names are all in lower case, with CloudTrail's own: Athena's table as AWS documents it has the request and
 * the answer as text. Undefined where they are in lower case as well, and what they say is lost.
 */
export function withItsNames(value: JsonObject): JsonObject | undefined {
  if (FREE.some((name) => isObject(value[name]))) return undefined;
  return renamed(value);
}

function renamed(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [byLowerCase.get(name) ?? name, isObject(inner) ? renamed(inner) : inner]),
  );
}
