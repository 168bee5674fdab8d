import { formatArn, type Place } from "#core/aws/arn.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import type { ResourceType } from "#core/policy/catalogue.ts";
import { type NeedFact, service, type When } from "./knowledge.ts";
import { logDelivery } from "./permission-only.ts";
import { isEmpty } from "./request.ts";

/**
 * Paths that the reference names as resource types and lists with no verb: those of HTTP and WebSocket APIs, and the methods and
 * integrations of REST APIs that are put (Service Authorization Reference, "Amazon API Gateway Management V2", Resource types; API
 * Gateway V1 and V2 API References).
 */
const paths: Readonly<Record<string, string>> = {
  Api: "/apis/${ApiId}",
  Apis: "/apis",
  ApiMapping: "/domainnames/${DomainName}/apimappings/${ApiMappingId}",
  ApiMappings: "/domainnames/${DomainName}/apimappings",
  CorsConfiguration: "/apis/${ApiId}/cors",
  Integrations: "/apis/${ApiId}/integrations",
  IntegrationResponses: "/apis/${ApiId}/integrations/${IntegrationId}/integrationresponses",
  Route: "/apis/${ApiId}/routes/${RouteId}",
  Routes: "/apis/${ApiId}/routes",
  RouteResponse: "/apis/${ApiId}/routes/${RouteId}/routeresponses/${RouteResponseId}",
  Tags: "/tags/${UrlEncodedResourceARN}",
  StageAuthorizersCache: "/restapis/${RestApiId}/stages/${StageName}/cache/authorizers",
  StageCache: "/restapis/${RestApiId}/stages/${StageName}/cache/data",
  RouteResponses: "/apis/${ApiId}/routes/${RouteId}/routeresponses",
  AccessLogSettings: "/apis/${ApiId}/stages/${StageName}/accesslogsettings",
  AuthorizersCache: "/apis/${ApiId}/stages/${StageName}/cache/authorizers",
  ExportedAPI: "/apis/${ApiId}/exports/${Specification}",
  RouteRequestParameter: "/apis/${ApiId}/routes/${RouteId}/requestparameters/${RequestParameterKey}",
  RouteSettings: "/apis/${ApiId}/stages/${StageName}/routesettings/${RouteKey}",
  Authorizer: "/restapis/${RestApiId}/authorizers/${AuthorizerId}",
  DocumentationParts: "/restapis/${RestApiId}/documentation/parts",
  Export: "/restapis/${RestApiId}/stages/${StageName}/exports/${ExportType}",
  ModelTemplate: "/restapis/${RestApiId}/models/${ModelName}/default_template",
  SdkType: "/sdktypes/${Id}",
  SdkTypes: "/sdktypes",
  Usage: "/usageplans/${UsagePlanId}/usage",
  KeyUsage: "/usageplans/${UsagePlanId}/keys/${KeyId}/usage",
  Integration: "/restapis/${RestApiId}/resources/${ResourceId}/methods/${HttpMethodType}/integration",
  Method: "/restapis/${RestApiId}/resources/${ResourceId}/methods/${HttpMethodType}",
};

function typesNamed(...names: readonly string[]): { readonly resourceTypes: readonly ResourceType[] } {
  const arn = (name: string) => `arn:\${Partition}:apigateway:\${Region}::${paths[name]}`;
  return { resourceTypes: names.map((name) => ({ name, required: false, arns: [arn(name)] })) };
}

const tagSource =
  "API Gateway Developer Guide: Control access to an API with tags; Service Authorization Reference: Amazon API Gateway, Tags";

/** What is made with tags is tagged by a call to `/tags` besides, by PUT in V1 and by POST in V2; the id is not known then. */
const taggedOnCreation: readonly NeedFact[] = [
  { actions: ["PUT"], on: tagsOfNew, when: tagging("in V1", (record) => !isMadeByV2(record)), source: tagSource },
  { actions: ["POST"], on: tagsOfNew, when: tagging("in V2", isMadeByV2), source: tagSource },
];

/** The logs of an HTTP API's stage are delivered with the caller's rights; those of a REST API with a role of the account. */
const accessLogs = logDelivery(
  {
    says: "of a stage of an HTTP API with access logs",
    holds: ({ apiId, accessLogSettings }, { name }) =>
      /^(?:Create|Update)Stage$/.test(name) && apiId !== undefined && !isEmpty(accessLogSettings),
  },
  "API Gateway Developer Guide: Configure logging for HTTP APIs, Permissions to activate logging",
);

const single = ["Api", "ApiMapping", "Route", "RouteResponse"];
const several = ["Apis", "ApiMappings", "Integrations", "IntegrationResponses", "Routes", "RouteResponses"];

export const apigateway = service("apigateway", {
  usuallyCalls: { apigateway: ["lambda", "sqs", "sns", "kinesis", "firehose", "dynamodb", "events", "s3"] },
  actionOf: verbOf,
  typeOfEvent: typeOfEvent,
  alwaysHasResource: true,
  parameters: { HttpMethodType: ["httpmethod"] },
  calls: {
    GET: typesNamed(...single, ...several, "Export", "ExportedAPI", "ModelTemplate", "SdkType", "SdkTypes", "Usage"),
    POST: { ...typesNamed(...several, "Authorizer", "Method", "Tags"), needs: [...taggedOnCreation, accessLogs] },
    PUT: typesNamed("Api", "Apis", "DocumentationParts", "Integration", "Method"),
    PATCH: { ...typesNamed(...single, "KeyUsage"), needs: [accessLogs] },
    DELETE: typesNamed(
      ...single,
      "AccessLogSettings",
      "AuthorizersCache",
      "CorsConfiguration",
      "RouteRequestParameter",
      "RouteSettings",
      "StageAuthorizersCache",
      "StageCache",
    ),
  },
  passesRoles: [
    {
      sometimes: ["PATCH", "POST", "PUT"],
      to: ["apigateway.amazonaws.com"],
      source: "API Gateway Developer Guide: the credentials of an integration and the account's CloudWatch role need iam:PassRole",
    },
  ],
});

/**
 * API Gateway's control plane is guarded by HTTP verbs on paths, not by operation names
 * (API Gateway Developer Guide, "Control access for managing API Gateway"; verbs from the API Gateway V1 and V2 API References).
 */
const exactVerbs: ReadonlyMap<string, string> = new Map(
  Object.entries({
    FlushStageCache: "DELETE",
    FlushStageAuthorizersCache: "DELETE",
    ResetAuthorizersCache: "DELETE",
    UntagResource: "DELETE",
    ImportDocumentationParts: "PUT",
    ImportApi: "PUT",
    ReimportApi: "PUT",
  }),
);

const verbsByBeginning: readonly (readonly [RegExp, string])[] = [
  [/^(?:Get|List|Export)/, "GET"],
  [/^(?:Create|Generate|Import|Reject|TestInvoke)/, "POST"],
  [/^Update/, "PATCH"],
  [/^Put/, "PUT"],
  [/^Delete/, "DELETE"],
];

/** The verb of an operation; undefined where its name does not tell. A tag is put by PUT in V1 and by POST in V2. */
function verbOf({ name, request: { resourceArn } }: CloudTrailRecord): string | undefined {
  if (name === "TagResource") return isOfV2(typeof resourceArn === "string" ? resourceArn : "") ? "POST" : "PUT";
  return exactVerbs.get(name) ?? verbsByBeginning.find(([beginning]) => beginning.test(name))?.[1];
}

function isOfV2(arn: string): boolean {
  return /::\/(?:apis|vpclinks|domainnames)\//.test(arn) && !arn.includes("/restapis/");
}

/** Operations whose names do not say the last part of their paths. */
const namedOtherwise: ReadonlyMap<string, string> = new Map([
  ["ExportApi", "ExportedAPI"],
  ["UpdateUsage", "KeyUsage"],
]);

/** The catalogue's name of the thing that an operation acts on: `GetStage` acts on `Stage`, `CreateStage` on `Stages`. */
function typeOfEvent(event: string, action: string): string | undefined {
  if (!/^apigateway:[A-Z]+$/.test(action)) return undefined;
  const named = namedOtherwise.get(event);
  if (named !== undefined) return named;
  const noun = event.replace(/^(?:Get|Reimport|List|Create|Generate|Import|TestInvoke|Update|Put|Delete|Flush|Reset)/, "");
  return /^(?:Create|Generate|Import)/.test(event) && !noun.endsWith("s") ? `${noun}s` : noun;
}

function tagging(says: string, isMade: (record: CloudTrailRecord) => boolean): When {
  return { says: `with tags ${says}`, holds: (request, record) => /"tags":\{"/.test(JSON.stringify(request)) && isMade(record) };
}

/** HTTP and WebSocket APIs and what belongs to them, and links to a VPC by its subnets. */
function isMadeByV2({ name, request }: CloudTrailRecord): boolean {
  return name === "CreateApi" || request.apiId !== undefined || /"subnetIds":/.test(JSON.stringify(request));
}

/** The ARN of a new thing stands encoded in the path: `/tags/arn%3Aaws%3A…%2Frestapis%2F*`. */
function tagsOfNew({ name }: CloudTrailRecord, place: Place): readonly string[] {
  const things = `${name.replace(/^(?:Create|Generate|Import)/, "").toLowerCase()}s`;
  const collection = things === "apis" || things === "stages" ? "apis" : things;
  const resource = `/tags/arn%3A${place.partition}%3Aapigateway%3A${place.region}%3A%3A%2F*${collection}%2F*`;
  return [formatArn({ ...place, service: "apigateway", account: "", resource })];
}
