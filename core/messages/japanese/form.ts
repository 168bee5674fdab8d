import { thousands } from "#core/text.ts";

/** `2026年11月24日 16:00 UTC` */
export function instantText(instant: string): string {
  return `${dayText(instant)} ${instant.slice(11, 16)} UTC`;
}

/** `2026年11月24日` */
export function dayText(instant: string): string {
  const [year = "", month = "", day = ""] = instant.slice(0, 10).split("-");
  return `${Number(year)}年${Number(month)}月${Number(day)}日`;
}

/** Names in a line, the rest as a number: `a、b、他3件`. */
export function someOf(names: readonly string[], most: number): string {
  return names.length <= most ? names.join("、") : `${names.slice(0, most).join("、")}、他${thousands(names.length - most)}件`;
}

/** `1,026回` */
export function times(count: number): string {
  return `${thousands(count)}回`;
}

/** `1,026件` */
export function items(count: number): string {
  return `${thousands(count)}件`;
}

/** `412日`; from two years on in whole years, `8年`. */
function intervalText(days: number): string {
  return days < 730 ? `${thousands(days)}日` : `${Math.floor(days / 365.25)}年`;
}

/** `412日間`; from two years on in whole years, `8年間`. */
export function daysText(days: number): string {
  return `${intervalText(days)}間`;
}
