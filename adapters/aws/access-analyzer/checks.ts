import { AccessAnalyzerClient, CheckNoNewAccessCommand, paginateValidatePolicy } from "@aws-sdk/client-accessanalyzer";
import type { PolicyChecks, PolicyFinding } from "#core/review/ports/access-analyzer.ts";
import { clientSettings } from "../client-settings.ts";
import { call } from "../errors.ts";

/** Access Analyzer's own opinion of a policy: ValidatePolicy and CheckNoNewAccess, both for identity policies. */
export function accessAnalyzerChecks(client = new AccessAnalyzerClient(clientSettings)): PolicyChecks {
  return {
    validate: (document) =>
      call("access-analyzer:ValidatePolicy", async () => {
        const found: PolicyFinding[] = [];
        for await (const page of paginateValidatePolicy({ client }, { policyDocument: document, policyType: "IDENTITY_POLICY" })) {
          for (const { findingType, issueCode, findingDetails } of page.findings ?? []) {
            found.push({ type: findingType ?? "WARNING", code: issueCode ?? "UNKNOWN", detail: findingDetails ?? "" });
          }
        }
        return found;
      }),
    async noNewAccess(proposed, existing) {
      const command = new CheckNoNewAccessCommand({
        newPolicyDocument: proposed,
        existingPolicyDocument: existing,
        policyType: "IDENTITY_POLICY",
      });
      const { result, reasons = [] } = await call("access-analyzer:CheckNoNewAccess", () => client.send(command));
      return { pass: result === "PASS", reasons: reasons.map((reason) => reason.description ?? "") };
    },
  };
}
