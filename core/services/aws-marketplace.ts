import { service } from "./knowledge.ts";

export const awsMarketplace = service("aws-marketplace", {
  eventSources: [
    { name: "entitlement.marketplace", source: "Service Authorization Reference: AWS Marketplace Entitlement Service" },
    { name: "entitlement-marketplace", source: "Service Authorization Reference: AWS Marketplace Entitlement Service" },
    { name: "metering.marketplace", source: "Service Authorization Reference: AWS Marketplace Metering Service" },
    { name: "metering-marketplace", source: "Service Authorization Reference: AWS Marketplace Metering Service" },
    { name: "catalog.marketplace", source: "Service Authorization Reference: AWS Marketplace Catalog" },
    { name: "discovery-marketplace", source: "Service Authorization Reference: AWS Marketplace Discovery" },
    { name: "marketplacecatalog", source: "Service Authorization Reference: AWS Marketplace Catalog" },
  ],
  ephemeralTypes: ["ChangeSet"],
});
