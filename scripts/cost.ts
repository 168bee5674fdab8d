import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { Basis, Prices } from "./cost/basis.ts";
import { alwaysFreeOf, type Bill, billFor, billOf, partsOf, type Way } from "./cost/model.ts";
import { standingOf } from "./cost/standing.ts";
import { readingLines, type TrailSize } from "./cost/trail.ts";

/** Prints what a cycle costs. With --measure, counts first what a review uses; that needs the offline AWS. */

const BASIS = join(import.meta.dirname, "cost/basis.json");
const PRICES = join(import.meta.dirname, "cost/prices.json");
const FLEETS = [100, 1000, 10_000];
const CENTS = 100;
/** IAM User Guide, "IAM Access Analyzer quotas": policy generations a day. */
const QUOTA = 50;
const CYCLE_DAYS = 30;
/** A busy account: a file every five minutes from each of four regions. */
const TRAIL: TrailSize = { regions: 4, logsADay: 1152, megabytesADay: 100 };

const { values } = parseArgs({ options: { measure: { type: "boolean", default: false } } });
if (values.measure) {
  const { measure } = await import("./cost/measure.ts");
  writeFileSync(BASIS, `${JSON.stringify(await measure(), null, 2)}\n`);
}

const basis = v.parse(Basis, JSON.parse(readFileSync(BASIS, "utf8")));
const prices = v.parse(Prices, JSON.parse(readFileSync(PRICES, "utf8")));
const standing = standingOf();
const withoutDashboard = standingOf({ CreateDashboard: "off" });
const reading = standingOf({ Evidence: "cloudtrail", TrailBucket: "logs" });

console.log(
  `One cycle of 30 days, each role asked about, approved, changed and watched. List prices of ${prices.region}, ${prices.date}.\n`,
);
console.log(
  `Access Analyzer's quota of ${QUOTA} a day serves ${QUOTA * CYCLE_DAYS} roles in ${CYCLE_DAYS} days. More need Evidence=auto, cloudtrail or last-accessed. Asking Access Analyzer and IAM for evidence is free; reading a trail's log files comes on top.\n`,
);
console.log(
  `Evidence=cloudtrail is worked out for ${TRAIL.regions} regions with ${TRAIL.logsADay} log files and ${TRAIL.megabytesADay} MB a day.\n`,
);
for (const roles of FLEETS) print(roles);
console.log(
  `${prices.rival.name}: ${cents(prices.rival.usdARoleAndMonth)} a role and month, for findings without changes (${prices.rival.source}).`,
);
console.log(
  `Always free: ${Object.entries(prices.alwaysFree)
    .map(([unit, { count, source }]) => `${count.toLocaleString("en-US")} ${unit} (${source})`)
    .join("; ")}.`,
);
console.log(prices.note);
process.exit(0);

function print(roles: number): void {
  const bill = billOf(basis, standing, prices, roles);
  const parts = partsOf(bill);
  const ofRole = (usd: number) => `${cents(usd / roles)} a role`;
  console.log(`${roles.toLocaleString("en-US")} roles: ${ofRole(bill.usd)}, $${bill.usd.toFixed(2)} in all`);
  console.log(`  ${ofRole(parts.roles)} for the roles themselves, and $${parts.standing.toFixed(2)} a month for what the stack holds`);
  for (const { unit, count, usd } of bill.lines) {
    const each = (count / roles).toPrecision(3);
    console.log(`  ${unit.padEnd(20)} ${each.padStart(10)} a role   ${cents(usd / roles)}`);
  }
  const free = alwaysFreeOf(bill, prices);
  console.log(
    `  AWS's always-free allowances take off at most $${free.toFixed(2)}: ${ofRole(bill.usd - free)} is left, where nothing else in the account or its organization uses them`,
  );
  const other = (title: string, { usd }: Bill, what = "in all") => console.log(`  ${title}: ${ofRole(usd)} ${what}`);
  const rolesAlone = (way: Way) => ofRole(partsOf(billOf(basis, standing, prices, roles, way)).roles);
  console.log(`  without the check for new access: ${rolesAlone({ checked: false })} for the roles themselves`);
  other("with CreateDashboard=off", billOf(basis, withoutDashboard, prices, roles));
  other("with Evidence=last-accessed, whose evidence is there at the first look", billOf(basis, standing, prices, roles, { looks: 1 }));
  console.log(`    without the check for new access: ${rolesAlone({ checked: false, looks: 1 })} for the roles themselves`);
  const cloudtrail = billOf(basis, standing, prices, roles, { looks: 1 });
  const trail = billFor(readingLines(TRAIL, roles, reading), prices, roles);
  other("with Evidence=cloudtrail", { ...cloudtrail, usd: cloudtrail.usd + trail.usd });
  console.log(`    ${ofRole(trail.usd)} of it for reading the trail\n`);
}

function cents(usd: number): string {
  return `${(usd * CENTS).toFixed(4)} cents`;
}
