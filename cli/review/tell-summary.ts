import type { AccessLevel } from "#core/policy/catalogue.ts";
import { counted, thousands } from "#core/text.ts";
import { folded, print } from "../terminal/lines.ts";
import { type Column, tableLines } from "../terminal/table.ts";
import { type Tone, toned } from "../terminal/terminal.ts";
import type { RoleStanding } from "./standings.ts";

type RoleColumn = Column<RoleStanding>;

/** In place of a number that a review did not find out. */
const UNKNOWN = "-";

const ROLE: RoleColumn = { title: ["", "Role"], cell: ({ roleName }) => roleName };

const COLUMNS: readonly RoleColumn[] = [
  unusedColumn(["Unused", "perms"], ["Permissions management"], "bad"),
  unusedColumn(["", "write"], ["Write", "Tagging"], "doubt"),
  unusedColumn(["", "read"], ["Read", "List"]),
  {
    title: ["Can", "escalate"],
    cell: ({ escalations: { now, after } }) => (now === after ? thousands(now) : `${thousands(now)} > ${thousands(after)}`),
    tone: ({ escalations: { after } }) => (after > 0 ? "bad" : undefined),
  },
  {
    title: ["Days", "unused"],
    cell: ({ unusedDays }) => (unusedDays === null ? "never" : thousands(unusedDays)),
    tone: ({ unusedDays }) => (unusedDays === null || unusedDays > 90 ? "doubt" : undefined),
  },
  { title: ["", "Result"], cell: ({ result }) => result },
];

function unusedColumn(title: readonly string[], levels: readonly AccessLevel[], tone?: Tone): RoleColumn {
  const countOf = ({ unused }: RoleStanding) => levels.reduce((sum, level) => sum + unused[level], 0);
  return {
    title,
    cell: (row) => (row.isCompared ? thousands(countOf(row)) : UNKNOWN),
    tone: (row) => (countOf(row) > 0 ? tone : undefined),
  };
}

const LEGEND = [
  "Unused: actions that the role may use and did not, by what they allow: perms = change who may do what; write = change or delete data and tags; read = read or list; - = not compared with what it used.",
  "Can escalate: ways in which the role can give itself more permissions, today > with the proposal.",
  "Days unused: since its last use; never = IAM and the records show none.",
] as const;

/** Prints how all reviewed roles compare, the worst first. A single role has said it all in its plan. */
export function tellSummary(standings: readonly RoleStanding[]): void {
  if (standings.length < 2) return;
  print(`\n${toned("title", `${counted(standings.length, "role")}, worst first`)}`);
  for (const text of tableLines(standings, ROLE, COLUMNS)) print(text);
  print("");
  for (const text of LEGEND) print(toned("aside", folded(text, 0)));
}
