import { service } from "./knowledge.ts";

export const es = service("es", {
  eventSources: [{ name: "opensearch", sharedWith: ["opensearch"], source: "Service Authorization Reference: Amazon OpenSearch Service" }],
  tagging: { action: "AddTags" },
  blindSpots: [
    {
      kind: "not-logged",
      actions: ["ESHttpDelete", "ESHttpGet", "ESHttpHead", "ESHttpPatch", "ESHttpPost", "ESHttpPut"],
      source: "Amazon OpenSearch Service Developer Guide: Monitoring API calls with CloudTrail",
    },
  ],
});
