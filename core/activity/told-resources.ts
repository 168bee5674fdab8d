import type { JsonObject } from "./record.ts";

/** What a request says of its resource in a way that no ARN template tells. */
interface Told {
  /** The action, or the service with a colon behind it. */
  readonly of: string;
  /** The ARN's part behind the account; undefined where this request does not tell. */
  readonly resource: (request: JsonObject) => string | undefined;
  readonly service: string;
  readonly source: string;
}

const told: readonly Told[] = [
  {
    of: "iam:CreateServiceLinkedRole",
    service: "iam",
    resource: ({ awsServiceName }) =>
      typeof awsServiceName === "string" && /^[a-z0-9.-]+$/.test(awsServiceName) ? `role/aws-service-role/${awsServiceName}/*` : undefined,
    source: "IAM User Guide: Service-linked role permissions",
  },
  {
    of: "account:",
    service: "account",
    resource: (request) => (Object.keys(request).some((key) => key.toLowerCase() === "accountid") ? undefined : "account"),
    source: "AWS Account Management Reference Guide: a call without an account's number is about the caller's own",
  },
];

/** The resource that such a request tells, as `service` and the ARN's part behind the account. */
export function toldResource(action: string, request: JsonObject): { readonly service: string; readonly resource: string } | undefined {
  const line = told.find(({ of }) => action === of || (of.endsWith(":") && action.startsWith(of)));
  const resource = line?.resource(request);
  return line === undefined || resource === undefined ? undefined : { service: line.service, resource };
}
