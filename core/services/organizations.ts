import { service } from "./knowledge.ts";

export const organizations = service("organizations", {
  durableTypes: "all",
  parameters: { AccountId: ["accountid"] },
  discoveryCalls: ["DescribeOrganization", "ListAccounts"],
});
