import {
  type CloudTrailClient,
  GetEventSelectorsCommand,
  type GetEventSelectorsCommandOutput,
  GetTrailCommand,
  GetTrailStatusCommand,
} from "@aws-sdk/client-cloudtrail";
import type { StackFacts, Told, Trail, TrailEvents } from "#core/review/doctor/facts.ts";
import { told } from "./told.ts";

const ABSENT = { errors: ["TrailNotFoundException"], value: null };

type TrailFacts = Pick<StackFacts, "logging" | "events"> & { readonly trail: Told<Trail | null> };

/** The trail of a stack, whether it logs, and what. */
export async function trailFacts(client: CloudTrailClient, arn: string): Promise<TrailFacts> {
  const trail = await told<Trail | null>("cloudtrail:GetTrail", () => readTrail(client, arn), ABSENT);
  if ("known" in trail && trail.known === null) return { trail };
  return {
    trail,
    logging: await told("cloudtrail:GetTrailStatus", async () => {
      const { IsLogging = false, LatestDeliveryError } = await client.send(new GetTrailStatusCommand({ Name: arn }));
      return { isLogging: IsLogging, ...(LatestDeliveryError ? { deliveryError: LatestDeliveryError } : {}) };
    }),
    events: await told("cloudtrail:GetEventSelectors", async () =>
      eventsOf(await client.send(new GetEventSelectorsCommand({ TrailName: arn }))),
    ),
  };
}

async function readTrail(client: CloudTrailClient, arn: string): Promise<Trail | null> {
  const { Trail: found } = await client.send(new GetTrailCommand({ Name: arn }));
  if (!found) return null;
  return {
    arn,
    bucket: found.S3BucketName ?? "",
    prefix: found.S3KeyPrefix ?? "",
    isMultiRegion: found.IsMultiRegionTrail ?? false,
    hasGlobalEvents: found.IncludeGlobalServiceEvents ?? false,
    isOfOrganization: found.IsOrganizationTrail ?? false,
    ...(found.KmsKeyId ? { keyArn: found.KmsKeyId } : {}),
  };
}

/** A trail without selectors logs all management events and no data events (CloudTrail User Guide, "Logging management events"). */
export function eventsOf({ EventSelectors = [], AdvancedEventSelectors = [] }: Partial<GetEventSelectorsCommandOutput>): TrailEvents {
  if (EventSelectors.length === 0 && AdvancedEventSelectors.length === 0) return { management: "all", hasDataEvents: false };
  const simple = EventSelectors.flatMap(({ IncludeManagementEvents = true, ReadWriteType = "All" }) =>
    IncludeManagementEvents ? [ReadWriteType] : [],
  );
  const categories = AdvancedEventSelectors.map(({ FieldSelectors = [] }) => ({
    category: FieldSelectors.find(({ Field }) => Field === "eventCategory")?.Equals?.[0],
    readOnly: FieldSelectors.find(({ Field }) => Field === "readOnly")?.Equals?.[0],
  }));
  const advanced = categories.flatMap(({ category, readOnly }) => {
    if (category !== "Management") return [];
    return readOnly === undefined ? ["All"] : [readOnly === "true" ? "ReadOnly" : "WriteOnly"];
  });
  const kinds = new Set<string>([...simple, ...advanced]);
  const isAll = kinds.has("All") || (kinds.has("ReadOnly") && kinds.has("WriteOnly"));
  return {
    management: isAll ? "all" : kinds.has("ReadOnly") ? "read" : kinds.has("WriteOnly") ? "write" : "none",
    hasDataEvents:
      EventSelectors.some(({ DataResources = [] }) => DataResources.length > 0) || categories.some(({ category }) => category === "Data"),
  };
}
