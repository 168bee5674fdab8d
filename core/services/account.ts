import { globalArn } from "#core/aws/arn.ts";
import { service } from "./knowledge.ts";

export const account = service("account", {
  told: {
    alone: true,
    arns: ({ request }, place) =>
      Object.keys(request).some((key) => key.toLowerCase() === "accountid") ? undefined : [globalArn("account", place, "account")],
    source: "AWS Account Management Reference Guide: a call without an account's number is about the caller's own",
  },
});
