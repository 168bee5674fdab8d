import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { intrinsics } from "./template.ts";

const Stage = v.object({
  Type: v.literal("AWS::ApiGatewayV2::Stage"),
  Properties: v.object({
    DefaultRouteSettings: v.record(v.string(), v.unknown()),
    AccessLogSettings: v.object({ Format: v.string() }),
  }),
});
const text = readFileSync(new URL("../../template.yaml", import.meta.url), "utf8");
const { Resources } = v.parse(v.object({ Resources: v.looseObject({ PageStage: Stage }) }), parse(text, { customTags: intrinsics }));
const { AccessLogSettings, DefaultRouteSettings } = Resources.PageStage.Properties;

describe("the stage before the approval page", () => {
  test("writes no path into its log, nor anything else that a link's signature stands in", () => {
    const variables = [...AccessLogSettings.Format.matchAll(/\$context\.([\w.]+)/g)].map(([, name]) => name);
    expect(variables).toEqual(["requestId", "requestTime", "identity.sourceIp", "httpMethod", "status", "responseLength"]);
  });

  test("turns away what comes too often, and collects no metrics by path", () => {
    expect(DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: { tag: "!Ref", value: "PageRequestsPerSecond" },
      ThrottlingBurstLimit: 50,
    });
  });
});
