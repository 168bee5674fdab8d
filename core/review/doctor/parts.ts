import type { PartFacts, RecordTable, StackFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { known, ok, toDo } from "./result.ts";

/** In this state alone a rule gets events of calls that only read (EventBridge User Guide, "Receiving read-only management events"). */
const WATCHING = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/** Are the parts of the stack as its template makes them? */
export function examineParts({ stack, parts }: StackFacts): readonly Finding[] {
  const { ScheduleName: scheduleName = "" } = stack.outputs;
  return [
    ...known("schedule", parts.schedule, (schedule) => {
      if (schedule === null) return [toDo("schedule", { id: "schedule-lost", name: scheduleName })];
      if (schedule.state === "ENABLED") return [ok("schedule", { id: "schedule-on", expression: schedule.expression })];
      const isMeant = stack.parameters.ScheduleState !== "ENABLED";
      return [toDo("schedule", isMeant ? { id: "schedule-off" } : { id: "schedule-turned-off", name: scheduleName })];
    }),
    ...known("page", parts.page, (status) => [
      status < 500 ? ok("page", { id: "page-answers" }) : toDo("page", { id: "page-fails", status }),
    ]),
    ...examineWatch(parts),
    ...known("state machines", parts.lostMachines, (lost) =>
      lost.length === 0
        ? [ok("state machines", { id: "machines-there" })]
        : lost.map((arn) => toDo("state machines", { id: "machine-lost", arn })),
    ),
    ...parts.tables.flatMap(examineTable),
  ];
}

function examineWatch({ watchRule }: PartFacts): readonly Finding[] {
  if (watchRule === undefined) return [];
  const { name: rule, state } = watchRule;
  return known("watch", state, (ruleState) => {
    if (ruleState === null) return [toDo("watch", { id: "watch-lost", rule })];
    return [ruleState === WATCHING ? ok("watch", { id: "watch-on" }) : toDo("watch", { id: "watch-off", rule, ruleState })];
  });
}

function examineTable({ name: table, backups }: RecordTable): readonly Finding[] {
  return known("record", backups, (isBackedUp) => {
    if (isBackedUp === null) return [toDo("record", { id: "record-lost", table })];
    return [isBackedUp ? ok("record", { id: "record-backed-up", table }) : toDo("record", { id: "record-not-backed-up", table })];
  });
}
