import { expect, test } from "vitest";
import { eventsOf } from "#adapters/operator/trail.ts";

const field = (Field: string, value: string) => ({ Field, Equals: [value] });

test.each([
  ["no selectors", {}, "all", false],
  ["reads alone", { EventSelectors: [{ ReadWriteType: "ReadOnly" as const }] }, "read", false],
  [
    "data events alone",
    { EventSelectors: [{ IncludeManagementEvents: false, DataResources: [{ Type: "AWS::S3::Object" }] }] },
    "none",
    true,
  ],
  [
    "advanced, all management events",
    { AdvancedEventSelectors: [{ FieldSelectors: [field("eventCategory", "Management")] }] },
    "all",
    false,
  ],
  [
    "advanced, writes and data events",
    {
      AdvancedEventSelectors: [
        { FieldSelectors: [field("eventCategory", "Management"), field("readOnly", "false")] },
        { FieldSelectors: [field("eventCategory", "Data")] },
      ],
    },
    "write",
    true,
  ],
])("%s", (_, selectors, management, hasDataEvents) => expect(eventsOf(selectors)).toEqual({ management, hasDataEvents }));
