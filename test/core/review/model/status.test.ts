import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ReviewStatus, TRANSITIONS } from "#core/review/model/status.ts";
import cases from "./status.cases.json" with { type: "json" };

const moves = Object.values(TRANSITIONS).flatMap(({ from, to }) => from.map((each): [ReviewStatus, ReviewStatus] => [each, to]));

/** Every status that can follow, by any number of transitions, without passing one of `closed`. */
function reachable(start: ReviewStatus, closed: readonly ReviewStatus[] = []): ReadonlySet<ReviewStatus> {
  const found = new Set<ReviewStatus>();
  const next = [start];
  for (let status = next.pop(); status !== undefined; status = next.pop())
    for (const [from, to] of moves)
      if (from === status && !found.has(to) && !closed.includes(to)) {
        found.add(to);
        next.push(to);
      }
  return found;
}

describe("the transitions of a review", () => {
  test.each(Object.entries(cases))("lead from %s to exactly these", (status, next) => {
    const led = moves.flatMap(([from, to]) => (from === status ? [to] : []));
    expect([...new Set(led)].toSorted()).toEqual(next.toSorted());
  });

  test("are known for every status", () => {
    expect(Object.keys(cases).toSorted()).toEqual(ReviewStatus.options.toSorted());
  });

  test("change no role that nobody approved", () => {
    expect(reachable("generating", ["approved"])).not.toContain("applying");
  });

  test("never lead a rejected or expired review anywhere else", () => {
    for (const status of ["rejected", "expired"] as const) expect([...reachable(status)]).toEqual([status]);
  });

  test("never apply a drifted review without asking again", () => {
    expect(reachable("drifted", ["waiting"])).not.toContain("applying");
  });
});

/** A record is written by its revision, and a new status comes with it; a review begins as `generating`. */
describe("a status is written", () => {
  const files = ["core", "adapters", "cli", "functions"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name)),
  );
  const matching = (pattern: RegExp) => files.filter((file) => pattern.test(readFileSync(file, "utf8")));

  test("where the revision grows, by a transition of the table, and nowhere else", () => {
    const writers = matching(/revision:[^;]*\+ 1|revision \+= 1|revision\+\+/);
    const withoutStatus = "core/review/approval/restore-vote.ts";
    expect(writers.toSorted()).toEqual(["core/review/approval/decided.ts", withoutStatus, "core/review/changed.ts"]);
    for (const file of writers) {
      const written = readFileSync(file, "utf8").match(/(?<=[{,\s])status: [^,}]+/g) ?? [];
      expect(written.length > 0).toBe(file !== withoutStatus);
      for (const each of written) expect(each).toMatch(/^status: moved\(/);
    }
  });

  test("where a review is opened, as generating", () => {
    const openers = matching(/\bclaim\(newReview\(/);
    expect(openers).toEqual(["core/steps/discover-roles.ts"]);
    expect(matching(/\.claim\(/)).toEqual(openers);
    expect(readFileSync("core/steps/discover-roles.ts", "utf8").match(/status: "\w+",\n\s+createdAt/g)).toHaveLength(1);
    expect(readFileSync("core/steps/discover-roles.ts", "utf8")).toMatch(/status: "generating",\n\s+createdAt/);
  });
});
