import type { Window } from "#core/usage/activity.ts";
import { UnusableFileError } from "../errors.ts";
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
  const first = problem ?? passedOver[0];
  if (first && files === 1) return new UnusableFileError(first.file, problem?.fault ?? first.because);
  const which = files === 1 ? "its log file holds" : `its ${files} log files hold`;
  if (first) return new UnusableFileError(trail, `${which} no record that can be read; ${first.file}: ${first.because}`);
  const [because] = tally.unreadable.keys();
  return new UnusableFileError(trail, because === undefined ? `${which} no record.` : `${which} no record that can be read: ${because}.`);
}
