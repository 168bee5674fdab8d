import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { WantedRoles } from "#adapters/local/trail/role-names.ts";
import { KIND, PLAIN, ROW_LENGTH, Row, Scanner, WANTED } from "#adapters/local/trail/scanner/scanner.ts";
import { randomFrom } from "#test/random.ts";
import { runCount } from "#test/runs.ts";

class Maker {
  readonly #random: () => number;
  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  upTo(most: number): number {
    return Math.floor(this.#random() * (most + 1));
  }

  oneOf<T>(values: readonly [T, ...T[]]): T {
    return values[this.upTo(values.length - 1)] ?? values[0];
  }

  shuffled<T>(values: readonly T[]): T[] {
    return values
      .map((value) => ({ value, key: this.#random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ value }) => value);
  }

  text(): string {
    const parts = [
      '"',
      "\\",
      "\n",
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      "é",
      "😀",
      "\u0000",
      '\\"',
      '},{"eventVersion":"',
      "Records",
      "plain words ",
      "x".repeat(this.upTo(40)),
    ] as const;
    return Array.from({ length: this.upTo(6) }, () => this.oneOf(parts)).join("");
  }

  /** V8 13.6 parses the name `a",` as `a\"` where it has seen an object with that one: names have no backslash. */
  name(): string {
    return this.text().replaceAll("\\", "");
  }

  value(depth: number): unknown {
    const kind = depth > 5 ? this.upTo(3) : this.upTo(6);
    if (kind < 2) return this.text();
    if (kind === 2) return this.oneOf([null, true, false, 0, -1.5e-7, 12345678901]);
    if (kind === 3) return this.text().repeat(this.upTo(30));
    if (kind === 4) return Array.from({ length: this.upTo(4) }, () => this.value(depth + 1));
    return Object.fromEntries(
      Array.from({ length: this.upTo(5) }, (_, index) => [
        this.oneOf(["eventTime", "userIdentity", "arn", "a"]) + (index > 0 ? this.name() : ""),
        this.value(depth + 1),
      ]),
    );
  }

  record(): Record<string, unknown> {
    const arn = `arn:aws:iam::111122223333:role/path/${this.oneOf(["Worker", "Other", "A+b=c"])}`;
    const issuer = this.oneOf([
      {},
      { sessionContext: { attributes: { mfaAuthenticated: "false" }, sessionIssuer: this.object({ type: "Role", arn }) } },
    ]);
    return this.object({
      eventVersion: "1.09",
      userIdentity: this.object({
        type: "AssumedRole",
        arn: `arn:aws:sts::111122223333:assumed-role/${this.oneOf(["Worker", "Other"])}/s`,
        ...issuer,
      }),
      eventTime: `2026-11-${String(1 + this.upTo(27)).padStart(2, "0")}T10:${String(this.upTo(59)).padStart(2, "0")}:00Z`,
      eventSource: "sqs.amazonaws.com",
      eventName: "ListQueues",
      awsRegion: this.oneOf(["eu-west-1", "us-east-1"]),
      requestParameters: this.value(0),
      responseElements: this.upTo(20) === 0 ? "x".repeat(this.upTo(300_000)) : this.value(0),
      resources: [this.value(3)],
    });
  }

  object(members: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(this.shuffled(Object.entries(members)));
  }

  log(): { text: string; records: Record<string, unknown>[] } {
    const records = Array.from({ length: this.upTo(this.oneOf([3, 10, 40])) }, () => this.record());
    const space = this.oneOf([undefined, 1, 2, "\t"]);
    const one = (value: unknown) => {
      const text = JSON.stringify(value, undefined, space);
      return this.upTo(3) > 0 ? text : text.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
    };
    const lines = () => records.map((record) => `${JSON.stringify(record)}${this.oneOf(["\n", "\r\n", "\n\n"])}`).join("");
    const half = this.upTo(records.length);
    const forms = [
      () => one({ Records: records }),
      () => one(this.object({ Records: records, other: this.value(2) })),
      () => one(records),
      lines,
      () => records.map(one).join(this.oneOf(["", "\n", " "])),
      () => `${one({ Records: records.slice(0, half) })}${this.oneOf(["", "\n"])}${one({ Records: records.slice(half) })}`,
      () => one([{ Records: records.slice(0, half) }, { Records: records.slice(half) }]),
    ] as const;
    return { text: this.oneOf([...forms])(), records };
  }
}

interface Scanned {
  readonly text: string;
  readonly flags: number;
  readonly members: readonly (string | undefined)[];
}

/** Takes text in pieces of the sizes that `size` gives. */
function scanned(
  scanner: Scanner,
  text: Buffer,
  size: () => number,
  wanted: WantedRoles = "all",
): { objects: Scanned[]; others: string[]; isWhole: boolean } {
  const objects: Scanned[] = [];
  const others: string[] = [];
  const take = (bytes: Buffer, table: Int32Array, count: number) => {
    for (let row = 0; row < count * ROW_LENGTH; row += ROW_LENGTH) {
      const [flags = 0, start = 0, end = 0, ...members] = table.slice(row, row + ROW_LENGTH);
      const slice = bytes.toString("utf8", start, end);
      if ((flags & KIND) === Row.object)
        objects.push({
          text: slice,
          flags,
          members: members.map((at) => (at === 0 ? undefined : bytes.toString("utf8", at, bytes.indexOf(0x22, at)))),
        });
      else if ((flags & KIND) !== Row.opened && (flags & KIND) !== Row.member && (flags & KIND) !== Row.line) others.push(slice);
    }
  };
  scanner.begin(wanted);
  for (let at = 0; at < text.length; ) {
    const length = size();
    scanner.push(text.subarray(at, at + length), take);
    at += length;
  }
  return { objects, others, isWhole: scanner.end(take) };
}

function membersOf(record: Record<string, unknown>): unknown[] {
  const identity = JSON.parse(JSON.stringify(record.userIdentity));
  return [record.eventTime, record.awsRegion, record.eventName, identity.arn, identity.sessionContext?.sessionIssuer.arn];
}

test.each(["scanner/scan", "alike/alike"])("%s.wasm is built from its source as it is (npm run build:scanner)", (module) => {
  const path = join(import.meta.dirname, "../../../../adapters/local/trail", module);
  const hash = createHash("sha256")
    .update(readFileSync(`${path}.as.ts`))
    .digest("hex");
  expect(readFileSync(`${path}.wasm`, "latin1").endsWith(`source${hash}`)).toBe(true);
});

describe("finds the records that JSON.parse finds", () => {
  const scanner = new Scanner();
  const seeds = [...Array(runCount(5000)).keys()];

  test("in logs of any form, cut into pieces of any size", () => {
    for (const seed of seeds) {
      const maker = new Maker(seed);
      const { text, records } = maker.log();
      const most = maker.oneOf([1, 7, 100, 5000, 262_144, 262_145, 1_000_000]);
      const bytes = Buffer.from(text);
      const size = most < 100 && bytes.length > 100_000 ? () => 1000 + maker.upTo(most) : () => 1 + maker.upTo(most);
      const { objects, others, isWhole } = scanned(scanner, bytes, size);
      expect({ seed, others, isWhole, count: objects.length }).toEqual({ seed, others: [], isWhole: true, count: records.length });
      const differing = records.findIndex((record, index) => {
        const { text: found = "null", flags = 0, members = [] } = objects[index] ?? {};
        return flags < (PLAIN | WANTED) || !isDeepStrictEqual(JSON.parse(found), record) || !isDeepStrictEqual(members, membersOf(record));
      });
      expect({ seed, differing }).toEqual({ seed, differing: -1 });
    }
  }, 120_000);

  test("before the place where the log was cut, wherever that is", () => {
    for (const seed of seeds.slice(0, 200)) {
      const maker = new Maker(seed);
      const records = Array.from({ length: 1 + maker.upTo(5) }, () => maker.record());
      const bytes = Buffer.from(JSON.stringify({ Records: records }, undefined, maker.oneOf([undefined, 2])));
      const cut = maker.upTo(bytes.length - 1);
      const { objects, isWhole } = scanned(scanner, bytes.subarray(0, cut), () => 1 + maker.upTo(3000));
      expect([seed, isWhole && cut > 0]).toEqual([seed, false]);
      expect(objects.map(({ text }) => JSON.parse(text))).toEqual(records.slice(0, objects.length));
    }
  }, 120_000);
});

describe("counts records of other roles by day and region", () => {
  const scanner = new Scanner();

  /** Whose a record may be, told from its parsed form: by the issuer's ARN or the caller's. */
  const namesIn = ({ userIdentity }: Record<string, unknown>): string[] => {
    const identity = JSON.parse(JSON.stringify(userIdentity));
    return [identity.sessionContext?.sessionIssuer.arn, identity.arn].flatMap((arn) => {
      const [, first = "", ...rest] = String(arn ?? "").split("/");
      return [first, rest.at(-1) ?? first];
    });
  };

  function countedByHand(records: readonly Record<string, unknown>[]): Record<string, unknown> {
    const clocks = Map.groupBy(records, ({ eventTime, awsRegion }) => `${String(eventTime).slice(0, 10)} ${awsRegion}`);
    return Object.fromEntries(
      [...clocks].map(([key, members]) => {
        const sorted = members.map(({ eventTime }) => String(eventTime).slice(11, 19)).sort();
        return [key, { count: members.length, first: sorted[0], last: sorted.at(-1) }];
      }),
    );
  }

  function counted(): Record<string, unknown> {
    const day = (value: number) => String(value).replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
    const clock = (value: number) =>
      String(value)
        .padStart(6, "0")
        .replace(/^(\d\d)(\d\d)(\d\d)$/, "$1:$2:$3");
    return Object.fromEntries(
      scanner.takeGroups().map(({ day: of, region, count, first, last }) => {
        return [`${day(of)} ${region}`, { count, first: clock(first), last: clock(last) }];
      }),
    );
  }

  test.each<[string, string[]]>([
    ["one role", ["Worker"]],
    ["a name that others begin or end with", ["Work", "orker", "A+b=c"]],
    ["a thousand roles", [...Array.from({ length: 1000 }, (_, index) => `Role${index}`), "Other"]],
    ["no role", []],
    ["the first part of a path", ["path"]],
  ])("where %s is wanted", (_, wanted) => {
    for (let seed = 0; seed < runCount(2000); seed++) {
      const maker = new Maker(seed);
      const records = Array.from({ length: maker.upTo(60) }, () => maker.record());
      const text = Buffer.from(JSON.stringify({ Records: records }));
      const { objects } = scanned(scanner, text, () => 1 + maker.upTo(100_000), wanted);
      const isWanted = (record: Record<string, unknown>) => namesIn(record).some((name) => wanted.includes(name));
      expect(objects.map(({ text }) => JSON.parse(text))).toEqual(records.filter(isWanted));
      expect(objects.every(({ flags }) => (flags & WANTED) !== 0)).toBe(true);
      expect({ seed, counted: counted() }).toEqual({ seed, counted: countedByHand(records.filter((record) => !isWanted(record))) });
    }
  });

  test("and hands on those of more days and regions than it can count, or of a region with a long name", () => {
    const maker = new Maker(1);
    const region = (at: number) => (at % 7 === 0 ? `${"r".repeat(50)}-${at}` : `region-${at % 400}`);
    const records = Array.from({ length: 2000 }, (_, at) => ({ ...maker.record(), awsRegion: region(at) }));
    const { objects } = scanned(scanner, Buffer.from(JSON.stringify({ Records: records })), () => 100_000, ["Nobody"]);
    const handedOn = objects.map(({ text }): Record<string, unknown> => JSON.parse(text));
    expect(objects.some(({ flags }) => (flags & WANTED) !== 0)).toBe(false);
    const ids = new Set(handedOn.map((record) => JSON.stringify(record)));
    const others = records.filter((record) => !ids.has(JSON.stringify(record)));
    expect(others.length).toBeGreaterThan(100);
    expect(counted()).toEqual(countedByHand(others));
  });

  test("where more roles are wanted than its memory holds at first", () => {
    const wanted = [...Array.from({ length: 40_000 }, (_, index) => `Role${index}`), "Worker"];
    const records = Array.from({ length: 20 }, (_, seed) => new Maker(seed).record());
    const { objects } = scanned(new Scanner(), Buffer.from(JSON.stringify({ Records: records })), () => 100_000, wanted);
    const ofWorker = records.filter((record) => namesIn(record).includes("Worker"));
    expect(objects.map(({ text }) => JSON.parse(text))).toEqual(ofWorker);
  });

  test("and forgets them with the text", () => {
    const text = Buffer.from(JSON.stringify({ Records: [new Maker(1).record()] }));
    scanned(scanner, text, () => 1000, []);
    scanner.begin([]);
    expect(scanner.takeGroups()).toEqual([]);
  });
});

describe("does not rely on what is written oddly", () => {
  const scanner = new Scanner();
  const flagsOf = (text: string) => scanned(scanner, Buffer.from(text), () => 1000).objects[0]?.flags ?? 0;
  const good = '{"eventSource":"a","eventName":"b","eventTime":"2026-11-01T10:00:00Z","awsRegion":"c","userIdentity":{"arn":"d"}}';

  test("a plain record is not odd", () => expect(flagsOf(good) & PLAIN).toBe(PLAIN));

  test.each([
    ["an escape in a member's name", good.replace("eventName", "event\\u004eame")],
    ["an escape in a value", good.replace('"b"', '"\\u0062"')],
    ["a member twice", good.replace("{", '{"eventTime":"2026-11-01T10:00:01Z",')],
    ["an identity twice", good.replace("{", '{"userIdentity":{"arn":"e"},')],
    ["an ARN twice", good.replace('"arn"', '"arn":"e","arn"')],
    ["an identity that is no object", good.replace('{"arn":"d"}', "null")],
    ["a name that is no text", good.replace('"b"', "5")],
    ["an empty source", good.replace('"a"', '""')],
    ["a name of 300 letters", good.replace('"b"', `"${"b".repeat(300)}"`)],
    ["a time that is none", good.replace("2026-11-01T10", "2026-11-01T29")],
    ["a month that is none", good.replace("2026-11", "2026-13")],
    ["a time with fractions", good.replace(":00Z", ":00.5Z")],
    ["no region", good.replace("awsRegion", "region")],
    ["a policy that is attached to a role", good.replace('"b"', '"AttachRolePolicy"')],
  ])("%s", (_, text) => {
    JSON.parse(text);
    expect(flagsOf(text) & (Row.object | PLAIN)).toBe(Row.object);
  });
});

describe("goes on after what is broken", () => {
  const scanner = new Scanner();
  const objectsIn = (text: string) => scanned(scanner, Buffer.from(text), () => 5).objects.map(({ text }) => text);

  test.each([
    ["a line that ends inside of a string", '{"a":1}\n{"a":"cut of\n{"a":2}\n', ['{"a":1}', '{"a":2}']],
    ["a last line that ends anywhere, before others", '{"a":{"b":1,\n{"a":2}\n{"a":3}\n', ['{"a":2}', '{"a":3}']],
    ["words before and after a record", 'at 10:00 [info] {"a":1} done\nand "quoted [words\n{"a":2}', ['{"a":1}', '{"a":2}']],
    ["a closing brace too many", '{"a":1}}\n{"a":2}', ['{"a":1}', '{"a":2}']],
  ])("%s", (_, text, expected) => {
    expect(objectsIn(text)).toEqual(expected);
  });

  test("an object larger than any record", () => {
    const text = `[{"a":1},{"b":"${"x".repeat(5_000_000)}","c":[{}]},{"a":2}]`;
    const { objects, others } = scanned(scanner, Buffer.from(text), () => 100_000);
    expect(objects.map(({ text }) => text)).toEqual(['{"a":1}', '{"a":2}']);
    expect(others.length).toBe(1);
  });
});
