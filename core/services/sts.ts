import { service } from "./knowledge.ts";
import { alsoChecked } from "./permission-only.ts";
import { has } from "./request.ts";

export const sts = service("sts", {
  events: [
    { noPermission: "GetCallerIdentity", source: "AWS STS API Reference: GetCallerIdentity, 'No permissions are required'" },
    { noPermission: "GetSessionToken", source: "AWS STS API Reference: GetSessionToken, Permissions" },
    { noPermission: "AssumeRoleWithSAML AssumeRoleWithWebIdentity", source: "AWS STS API Reference: the call needs no AWS credentials" },
  ],
  byRequest: {
    AssumeRole: [
      { when: has("tags", "transitiveTagKeys"), needs: ["TagSession"], source: "IAM User Guide: Pass session tags in AWS STS" },
      {
        when: {
          says: "with `sourceIdentity`, of its own or of the session",
          holds: ({ sourceIdentity }, { response }) => [sourceIdentity, response.sourceIdentity].some((value) => typeof value === "string"),
        },
        needs: ["SetSourceIdentity"],
        source: "IAM User Guide: Monitor and control actions taken with assumed roles",
      },
    ],
  },
  calls: alsoChecked(["GetWebIdentityToken"], ["TagGetWebIdentityToken"], { on: [], when: has("tags") }),
  ephemeralTypes: ["federated-user"],
  actsOnRoles: true,
  discoveryCalls: ["GetCallerIdentity"],
});
