import { service } from "./knowledge.ts";

export const lex = service("lex", {
  blindSpots: [
    {
      kind: "not-logged",
      actions: [
        "DeleteSession",
        "GetSession",
        "PostContent",
        "PostText",
        "PutSession",
        "RecognizeText",
        "RecognizeUtterance",
        "StartConversation",
      ],
      source: "Amazon Lex V2 Developer Guide: Logging Amazon Lex V2 API calls using AWS CloudTrail",
    },
  ],
  receivesRolesAs: ["lexv2.amazonaws.com"],
  eventSources: [
    { name: "models.lex", source: "Service Authorization Reference: Amazon Lex" },
    { name: "models-v2-lex", source: "Service Authorization Reference: Amazon Lex V2" },
    { name: "lexv2", source: "Service Authorization Reference: Amazon Lex V2" },
    { name: "runtime.lex", source: "Service Authorization Reference: Amazon Lex" },
    { name: "runtime-v2-lex", source: "Service Authorization Reference: Amazon Lex V2" },
  ],
});
