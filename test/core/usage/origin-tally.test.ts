import { describe, expect, test } from "vitest";
import { addOrigin, mergeOrigins, type OriginTally, originOf } from "#core/usage/origin-tally.ts";
import { ROLE, record, sessionOf } from "./records.ts";

const addressNumbered = (index: number) => `10.0.${Math.floor(index / 250)}.${index % 250}`;

function origins(addresses: readonly string[]): ReadonlyMap<string, OriginTally> {
  const found = new Map<string, OriginTally>();
  for (const sourceIPAddress of addresses) {
    const call = record({ sourceIPAddress });
    addOrigin(found, call.time, { origin: originOf(call), denied: false, actions: ["s3:ListAllMyBuckets"] });
  }
  return found;
}

test("calls from very many places are counted for 200 of them, and together for all others", () => {
  const addresses = Array.from({ length: 230 }, (_, index) => addressNumbered(index));
  const found = origins([...addresses, addressNumbered(0), addressNumbered(229)]);
  const calls = [...found.values()].map((origin) => origin.calls);
  expect([found.size, calls.reduce((sum, count) => sum + count, 0)]).toEqual([201, 232]);
  const others = [...found.values()].filter(({ address }) => !addresses.includes(address));
  expect(others.map(({ agent, calls, used }) => [agent, calls, [...used]])).toEqual([["", 31, [["s3:ListAllMyBuckets", 31]]]]);
  expect([...found.values()].find(({ address }) => address === addressNumbered(0))?.calls).toBe(2);
});

describe("an origin has the times of its first and last call", () => {
  const at = (...times: readonly string[]) => {
    const found = new Map<string, OriginTally>();
    for (const eventTime of times) {
      const call = record({ eventTime });
      addOrigin(found, call.time, { origin: originOf(call), denied: false, actions: [] });
    }
    return found;
  };
  const timesOf = (found: ReadonlyMap<string, OriginTally>) => [...found.values()].map(({ first, last }) => [first, last]);
  const [early, noon, late] = ["2026-11-03T08:00:00Z", "2026-11-03T12:00:00Z", "2026-11-09T18:00:00Z"];

  test.each([
    [
      [noon, early, late],
      [early, late],
    ],
    [
      [late, noon],
      [noon, late],
    ],
    [[noon], [noon, noon]],
  ])("of %j", (times, expected) => expect(timesOf(at(...times))).toEqual([expected]));

  test("however the counts of several logs are put together", () => {
    for (const [one, other] of [
      [at(noon), at(late, early)],
      [at(late, early), at(noon)],
    ] as const) {
      mergeOrigins(one, other);
      expect(timesOf(one)).toEqual([[early, late]]);
    }
  });
});

describe("where a call came from", () => {
  const origin = (differing: Parameters<typeof record>[0]) => originOf(record(differing));

  test.each([
    ["a program without its version and what follows", "aws-sdk-go/1.41.4 (go1.19; linux)", "aws-sdk-go"],
    ["a program in brackets, as the console writes it", "[Boto3/1.26.0 Python/3.11]", "Boto3"],
    ["a program that says what it is in brackets of its own", "Coral(internal)", "Coral"],
    ["the agent of Systems Manager, whatever it is built on", "aws-sdk-go/1.44 (go1.19) amazon-ssm-agent/3.1", "amazon-ssm-agent"],
    ["a worker of that agent", "aws-sdk-go/1.44 ssm-agent-worker/3.1", "ssm-agent-worker"],
    ["a program without the id of its run", "exporter-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f/1", "exporter"],
    ["a name of eighty characters at the most", "x".repeat(81), "x".repeat(80)],
    ["none where none is told", "", ""],
  ])("names %s", (_, userAgent, agent) => {
    expect(origin({ userAgent })).toMatchObject({ address: "198.51.100.7", agent, key: `198.51.100.7 ${agent}` });
  });

  test.each([
    ["i-0123456789abcdef0", true],
    ["i-01234567", true],
    ["mi-0123456789abcdef0", true],
    ["i-0123456", false],
    ["web-i-0123456789abcdef0", false],
    ["ann", false],
  ])("is an instance where the session has an instance's id: %s, %s (IAM User Guide, userIdentity element)", (session, expected) => {
    expect(origin({ userIdentity: sessionOf(ROLE, session) }).isOfInstance).toBe(expected);
  });

  test("is an instance where the session was delivered to one, whatever it is called", () => {
    const { sessionContext, ...ann } = sessionOf(ROLE, "ann");
    const delivered = { ...ann, sessionContext: { ...Object(sessionContext), ec2RoleDelivery: "2.0" } };
    expect(origin({ userIdentity: delivered }).isOfInstance).toBe(true);
  });

  test.each<[string, Parameters<typeof record>[0], boolean]>([
    ["where a service called", { userIdentity: { ...sessionOf(ROLE), invokedBy: "athena.amazonaws.com" } }, true],
    ["where the call came through an endpoint", { vpcEndpointId: "vpce-0123456789abcdef0" }, true],
    ["and else not", {}, false],
  ])("is AWS's or one's own network %s", (_, differing, expected) => {
    expect(origin(differing).isOfService).toBe(expected);
  });
});

describe("of each origin", () => {
  const ORIGIN = { key: "a b", address: "a", agent: "b", isOfInstance: false, isOfService: false };
  const TIME = "2026-11-03T08:00:00Z";

  test("the calls are counted, those of instances, of services and those that were denied, and their actions apart", () => {
    const found = new Map<string, OriginTally>();
    const call = { origin: ORIGIN, denied: false, actions: ["s3:GetObject"] };
    addOrigin(found, TIME, call);
    addOrigin(found, TIME, { ...call, origin: { ...ORIGIN, isOfInstance: true } });
    addOrigin(found, TIME, { ...call, origin: { ...ORIGIN, isOfService: true }, actions: [] });
    addOrigin(found, TIME, { ...call, denied: true, actions: ["s3:PutObject", "s3:GetObject"] });
    expect([...found]).toEqual([
      [
        "a b",
        {
          address: "a",
          agent: "b",
          calls: 4,
          denied: 1,
          first: TIME,
          last: TIME,
          fromInstance: 1,
          ofService: 1,
          used: new Map([["s3:GetObject", 2]]),
          refused: new Map([
            ["s3:PutObject", 1],
            ["s3:GetObject", 1],
          ]),
        },
      ],
    ]);
  });

  test("three hundred actions are counted, and the rest together", () => {
    const found = new Map<string, OriginTally>();
    const actions = Array.from({ length: 302 }, (_, index) => `s3:A${index}`);
    addOrigin(found, TIME, { origin: ORIGIN, denied: false, actions });
    const used = found.get("a b")?.used;
    expect([used?.size, used?.get("s3:A299"), used?.get("other actions")]).toEqual([301, 1, 2]);
  });
});

test("logs that came from very many places together are counted for 200 of them, and together for all others", () => {
  const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => addressNumbered(from + index));
  const into = new Map(origins(numbered(0, 150)));
  mergeOrigins(into, origins(numbered(100, 250)));
  const OTHERS = { address: "other origins", agent: "", calls: 50, denied: 0 };
  expect([into.size, into.get("other origins")]).toMatchObject([201, OTHERS]);
  const callsOf = (index: number) => into.get(`${addressNumbered(index)} aws-sdk-go`);
  expect([callsOf(0)?.calls, callsOf(120)?.calls, callsOf(199)?.calls, callsOf(200)]).toEqual([1, 2, 1, undefined]);
  expect(callsOf(199)).toMatchObject({ address: addressNumbered(199), agent: "aws-sdk-go" });
  mergeOrigins(into, origins(numbered(190, 210)));
  expect([into.size, into.get("other origins")?.calls, callsOf(199)?.calls]).toEqual([201, 60, 2]);
});
