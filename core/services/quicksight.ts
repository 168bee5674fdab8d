import { type Place, regionalArn } from "#core/aws/arn.ts";
import type { JsonObject } from "#core/cloudtrail/record.ts";
import { service } from "./knowledge.ts";
import { alsoChecked } from "./permission-only.ts";

export const quicksight = service("quicksight", {
  ephemeralTypes: ["assetBundleExportJob", "assetBundleImportJob", "automationJob", "dashboardSnapshotJob", "ingestion"],
  calls: {
    ...alsoChecked(["CreateDataSet", "UpdateDataSet"], ["PassDataSource"], { on: ["${datasourcearn}"] }),
    ...alsoChecked(["CreateTopic", "UpdateTopic"], ["PassDataSet"], { on: ["${datasetarn}"] }),
  },
  told: {
    alone: false,
    arns: ({ request }, place) => members(request, place),
    source: "Amazon QuickSight API Reference: User, Group, Arn (the namespace, then the name)",
  },
  receivesRolesAs: ["quicksight.amazonaws.com"],
  usuallyCalls: { quicksight: ["s3"] },
});

/** Users and groups stand in a namespace, which their ARNs hold too. */
function members({ namespace, userName, groupName, iamArn, sessionName }: JsonObject, place: Place): readonly string[] | undefined {
  if (typeof namespace !== "string") return undefined;
  const named = (type: string, name: unknown) =>
    typeof name === "string" && name !== "" ? [regionalArn("quicksight", place, `${type}/${namespace}/${name}`)] : [];
  const found = [...named("user", userName ?? federatedName(iamArn, sessionName)), ...named("group", groupName)];
  return found.length > 0 ? found : undefined;
}

/** Who signs in with IAM is called as the user, or as the role with the session's name. */
function federatedName(iamArn: unknown, sessionName: unknown): string | undefined {
  const [, type, name] = /^arn:[^:]*:iam::\d{12}:(user|role)\/(?:.*\/)?([^/]+)$/.exec(String(iamArn)) ?? [];
  if (type === "user") return name;
  return name === undefined || typeof sessionName !== "string" ? undefined : `${name}/${sessionName}`;
}
