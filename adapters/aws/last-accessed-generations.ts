import { IAMClient } from "@aws-sdk/client-iam";
import { noLastAccessText } from "#core/messages/gap.ts";
import type { PolicyGenerations } from "#core/review/ports/access-analyzer.ts";
import { IAM_DAYS_BACK, type LastAccessReport } from "#core/review/ports/iam.ts";
import { daysBefore } from "#core/review/time.ts";
import { clientSettings } from "./client-settings.ts";
import { askForReport, readReport } from "./iam/last-access.ts";

/**
 * IAM's last accessed reports in the place of Access Analyzer: no trail, no quota, and a window as long as IAM looks back. IAM cannot
 * cancel a report; one that nobody reads is gone after a day (IAM API Reference, GenerateServiceLastAccessedDetails).
 */
export function lastAccessedGenerations(client = new IAMClient(clientSettings)): PolicyGenerations {
  return {
    async start({ roleArn, window }) {
      return { jobId: await askForReport(client, roleArn), window: { from: daysBefore(window.to, IAM_DAYS_BACK), to: window.to } };
    },
    async check(jobId) {
      const report = await readReport(client, jobId);
      return report === "in-progress" ? { status: "IN_PROGRESS" } : ended(report);
    },
    cancel: async () => {},
    startedSince: async () => 0,
  };
}

function ended(report: LastAccessReport): Awaited<ReturnType<PolicyGenerations["check"]>> {
  if ("services" in report) return { status: "SUCCEEDED", result: { kind: "last-accessed", services: report.services } };
  return { status: "FAILED", code: report.missing.id, message: noLastAccessText(report.missing) };
}
