import { service } from "./knowledge.ts";

export const organizations = service("organizations", {
  parameters: { AccountId: ["accountid"] },
  discoveryCalls: ["DescribeOrganization", "ListAccounts"],
});
