import { scaleLinear, scaleUtc } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import { html, raw } from "hono/html";
import type { Removal } from "#core/review/account-report.ts";
import { thousands } from "#core/text.ts";
import type { Html } from "../layout.ts";

const WIDTH = 720;
const HEIGHT = 220;
const BOTTOM = 26;
const TOP = 12;

/** Of a figure of the axis, in units of the drawing; more than the digits of the fonts at hand need. */
const DIGIT = 7.5;

const SHORTEST_MS = 7 * 24 * 3600 * 1000;

/** Removed actions in all, as a stair over time, from the first change until now, or over a week where that is less. At least one removal is needed. */
export function removalChart(removals: readonly Removal[], now: string): Html {
  const start = Math.min(Date.parse(removals[0]?.at ?? now), Date.parse(now) - SHORTEST_MS);
  const points = [
    { at: start, total: 0 },
    ...removals.map(({ at, total }) => ({ at: Date.parse(at), total })),
    { at: Date.parse(now), total: removals.at(-1)?.total ?? 0 },
  ];
  const y = scaleLinear()
    .domain([0, points.at(-1)?.total ?? 0])
    .nice(4)
    .range([HEIGHT - BOTTOM, TOP]);
  const counts = y.ticks(4).map((count) => ({ at: y(count), text: thousands(count) }));
  const left = 16 + DIGIT * Math.max(...counts.map(({ text }) => text.length));
  const x = scaleUtc()
    .domain([start, Date.parse(now)])
    .range([left, WIDTH - 8]);
  type Point = (typeof points)[number];
  const stair = line<Point>(
    ({ at }) => x(at),
    ({ total }) => y(total),
  ).curve(curveStepAfter)(points);
  const below = area<Point>(
    ({ at }) => x(at),
    y(0),
    ({ total }) => y(total),
  ).curve(curveStepAfter)(points);
  const days = x.ticks(5).map((day) => ({ at: x(day), text: x.tickFormat(5)(day) }));
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${`Removed actions in all: ${thousands(points.at(-1)?.total ?? 0)}. The table below has the numbers.`}">
${counts.map(({ at, text }) => html`<line class="grid" x1="${left}" x2="${WIDTH - 8}" y1="${at}" y2="${at}"/><text x="${left - 8}" y="${at + 4}" text-anchor="end">${text}</text>`)}
${days.map(({ at, text }) => html`<text x="${at}" y="${HEIGHT - 6}" text-anchor="middle">${text}</text>`)}
<path class="below" d="${raw(below ?? "")}"/><path class="stair" d="${raw(stair ?? "")}"/></svg>`;
}

/** A bar of a row in a table, which has the number beside it. */
export function bar(count: number, most: number): Html {
  const share = most === 0 ? 0 : Math.max(1, Math.round((100 * count) / most));
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${count === 0 ? 0 : share}" height="8" rx="1"/></svg>`;
}
