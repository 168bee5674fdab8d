import { describe, expect, test } from "vitest";
import { FileFault, RecordFault } from "#core/cloudtrail/log-fault.ts";
import * as japanese from "#core/messages/japanese/log-fault.ts";
import { fileFaultText, noLogName, noLogText, recordFaultText, unusableFileText } from "#core/messages/log-fault.ts";

const form = FileFault.options[7].pipe[0].entries.form;

const faults: readonly FileFault[] = [
  { id: "empty" },
  { id: "one-page" },
  { id: "cut-off" },
  { id: "damaged" },
  { id: "beside-log" },
  { id: "beside-log", value: "security-lake-event" },
  { id: "cells" },
  { id: "foreign-values", value: "athena-unload" },
  ...form.options.map((each) => ({ id: "foreign-form" as const, form: each })),
  { id: "no-log", isWhole: true },
  { id: "no-log", isWhole: false },
  { id: "file-system", error: "ENOENT" },
  { id: "not-fetched", by: "operator", error: "AccessDenied", message: "no" },
  { id: "not-fetched", by: "stack", error: "AccessDenied", message: "no" },
];

describe("the words of a log's faults", () => {
  test("are there for every fault, in both languages", () => {
    expect(new Set(faults.map(({ id }) => id)).size).toBe(FileFault.options.length);
    for (const words of [fileFaultText, unusableFileText]) expect(new Set(faults.map(words)).size).toBe(faults.length);
    for (const fault of faults) expect(japanese.fileFaultText(fault)).toMatch(/[ぁ-んァ-ヶ一-龠]/);
    for (const words of [recordFaultText, japanese.recordFaultText])
      expect(new Set(RecordFault.options.map(words)).size).toBe(RecordFault.options.length);
  });

  test("of a file of which a part counts say so, and not where nothing does", () => {
    const differing = faults.filter((fault) => fileFaultText(fault) !== unusableFileText(fault)).map(({ id }) => id);
    expect(new Set(differing)).toEqual(new Set(["cut-off", "damaged", "beside-log"]));
  });

  test("of what the stack could not fetch name its parameter, and of what an operator could not, the credentials", () => {
    const [operator, stack] = faults.slice(-2).map(fileFaultText);
    expect(operator).toMatch(/credentials/);
    expect(stack).toMatch(/TrailKeyArn/);
  });
});

test("a file that is passed over is counted by what it is", () => {
  expect(noLogText({ id: "no-records", values: ["digests", "insights"] })).toBe(
    "it holds digest files, Insights events. The logs lie in the folder CloudTrail beside CloudTrail-Digest.",
  );
  expect(noLogName({ id: "pdf" })).toBe("a PDF");
  expect(noLogText({ id: "pdf" })).toBe("it is a PDF.");
});
