import { service } from "./knowledge.ts";

export const comprehend = service("comprehend", {
  receivesRolesAs: ["comprehend.amazonaws.com"],
  usuallyCalls: { comprehend: ["s3"] },
  ephemeralTypes: [
    "document-classification-job",
    "dominant-language-detection-job",
    "entities-detection-job",
    "events-detection-job",
    "key-phrases-detection-job",
    "pii-entities-detection-job",
    "sentiment-detection-job",
    "targeted-sentiment-detection-job",
    "topics-detection-job",
  ],
});
