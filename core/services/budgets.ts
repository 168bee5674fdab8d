import { service } from "./knowledge.ts";

export const budgets = service("budgets", {
  receivesRolesAs: ["budgets.amazonaws.com"],
  events: [
    {
      renamed: {
        CreateBudget: "ModifyBudget",
        CreateNotification: "ModifyBudget",
        CreateSubscriber: "ModifyBudget",
        DeleteBudget: "ModifyBudget",
        DeleteNotification: "ModifyBudget",
        DeleteSubscriber: "ModifyBudget",
        UpdateBudget: "ModifyBudget",
        UpdateNotification: "ModifyBudget",
        UpdateSubscriber: "ModifyBudget",
        DescribeBudget: "ViewBudget",
        DescribeBudgets: "ViewBudget",
        DescribeBudgetPerformanceHistory: "ViewBudget",
        DescribeNotificationsForBudget: "ViewBudget",
        DescribeSubscribersForNotification: "ViewBudget",
        DescribeBudgetNotificationsForAccount: "ViewBudget",
      },
      source: "Service Authorization Reference: AWS Budget Service",
    },
  ],
});
