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

/** The verb of an API Gateway operation; undefined where its name does not tell. A tag is put by PUT in V1 and by POST in V2. */
export function apiGatewayVerb(event: string, resourceArn: string): string | undefined {
  if (event === "TagResource")
    return /::\/(?:apis|vpclinks|domainnames)\//.test(resourceArn) && !resourceArn.includes("/restapis/") ? "POST" : "PUT";
  return exactVerbs.get(event) ?? verbsByBeginning.find(([beginning]) => beginning.test(event))?.[1];
}

/** The catalogue's name of the thing that an operation acts on: `GetStage` acts on `Stage`, `CreateStage` on `Stages`. */
export function apiGatewayResourceType(event: string): string {
  const noun = event.replace(/^(?:Get|List|Export|Create|Generate|Import|TestInvoke|Update|Put|Delete|Flush)/, "");
  return /^(?:Create|Generate|Import)/.test(event) ? `${noun}s` : noun;
}
