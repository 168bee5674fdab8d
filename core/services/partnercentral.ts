import { service } from "./knowledge.ts";

export const partnercentral = service("partnercentral", {
  eventSources: [
    { name: "partnercentral-account", source: "Service Authorization Reference: AWS Partner Central" },
    { name: "partnercentral-benefits", source: "Service Authorization Reference: AWS Partner Central" },
    { name: "partnercentral-channel", source: "Service Authorization Reference: AWS Partner Central" },
    { name: "partnercentral-selling", source: "Service Authorization Reference: AWS Partner Central" },
  ],
});
