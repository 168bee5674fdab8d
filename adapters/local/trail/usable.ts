import type { FaultyFile } from "#core/cloudtrail/log-fault.ts";
import { fileFaultText, noLogText, recordFaultText, unusableFileText } from "#core/messages/log-fault.ts";
import type { Window } from "#core/usage/activity.ts";
import { UnusableFileError } from "../errors.ts";
import type { PassedOverFile } from "./log-files.ts";
import type { TrailReading } from "./read-trail.ts";

/** Hands a reading on if it holds anything to judge a role by. Throws UnusableFileError that says what is wrong with the trail. */
export function checkUsable(trail: string, reading: TrailReading, window: Partial<Window>): TrailReading {
  const { tally } = reading;
  if (tally.first === "") throw nothingRead(trail, reading);
  const { from = tally.first, to = tally.last } = window;
  const within = [...tally.days.keys()].some((day) => day >= from.slice(0, 10) && day <= to.slice(0, 10));
  if (!within) {
    const span = `its records are of ${tally.first.slice(0, 10)} to ${tally.last.slice(0, 10)}.`;
    throw new UnusableFileError(trail, `no record in it lies in the window; ${span}`);
  }
  return reading;
}

function nothingRead(trail: string, { files, problems, passedOver, tally }: TrailReading): UnusableFileError {
  const [problem] = problems;
  const [noLog] = passedOver;
  const first = problem ?? noLog;
  if (first && files === 1) return new UnusableFileError(first.file, problem ? unusableFileText(problem.because) : textOf(first));
  const which = files === 1 ? "its log file holds" : `its ${files} log files hold`;
  if (first) return new UnusableFileError(trail, `${which} no record that can be read; ${first.file}: ${textOf(first)}`);
  const [fault] = tally.unreadable.keys();
  return new UnusableFileError(
    trail,
    fault === undefined ? `${which} no record.` : `${which} no record that can be read: ${recordFaultText(fault)}.`,
  );
}

function textOf(file: FaultyFile | PassedOverFile): string {
  return "is" in file ? noLogText(file.is) : fileFaultText(file.because);
}
