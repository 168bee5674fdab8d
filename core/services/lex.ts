import { service } from "./knowledge.ts";

export const lex = service("lex", {
  eventSources: [
    { name: "models.lex", source: "Service Authorization Reference: Amazon Lex" },
    { name: "models-v2-lex", source: "Service Authorization Reference: Amazon Lex V2" },
    { name: "lexv2", source: "Service Authorization Reference: Amazon Lex V2" },
    { name: "runtime.lex", source: "Service Authorization Reference: Amazon Lex" },
    { name: "runtime-v2-lex", source: "Service Authorization Reference: Amazon Lex V2" },
  ],
});
