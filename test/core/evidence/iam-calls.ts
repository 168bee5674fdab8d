import { activityOf } from "#core/evidence/from-tally.ts";
import { type Wanted, wantedActions } from "#core/evidence/wanted.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { ROLE, rawRecord } from "../usage/records.ts";

const WINDOW = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };

/** One call to IAM about a user or role, on a day of March. */
export interface Call {
  readonly name: string;
  readonly on: string;
  readonly policy?: string;
  readonly document?: string;
  readonly day?: string;
}

/** What a role is to keep that made these calls, by action. */
export function wantedOf(calls: readonly Call[]): (action: string) => Wanted | undefined {
  const tally = createTally([ROLE], WINDOW);
  for (const { name, on, policy, document, day = "07" } of calls) {
    const parameter = name.includes("Role") ? "roleName" : "userName";
    tally.add(
      rawRecord({
        eventSource: "iam.amazonaws.com",
        eventName: name,
        eventTime: `2026-03-${day}T10:00:00Z`,
        requestParameters: {
          [parameter]: on,
          ...(policy === undefined ? {} : { policyArn: policy }),
          ...(document === undefined ? {} : { policyDocument: document }),
        },
      }),
      catalogue,
    );
  }
  const { wanted } = wantedActions(activityOf(tally.snapshot(), ROLE, { window: WINDOW }, catalogue), { trust: "{}", tags: {} }, catalogue);
  return (action) => wanted.find((want) => want.action === action);
}
