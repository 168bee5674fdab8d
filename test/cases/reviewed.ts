import { rmSync } from "node:fs";
import * as v from "valibot";
import type { PolicyDocument } from "#core/policy/document.ts";
import { whittle } from "#test/cli/in-process.ts";
import { temporaryFolder } from "#test/cli/whittle.ts";
import { arnOf, type Case, writeCase } from "./case.ts";
import { RawPolicy, readPolicy } from "./raw-policy.ts";

const Report = v.object({
  outcome: v.string(),
  replaces: v.optional(v.array(v.string()), []),
  replacesInline: v.optional(v.array(v.string()), []),
  policies: v.optional(v.array(v.object({ document: RawPolicy })), []),
  questions: v.optional(v.array(v.object({ actions: v.array(v.string()) })), []),
});

/** The policies that the role has after a review, and the actions that the review asks about. */
export interface Reviewed {
  readonly outcome: string;
  readonly policies: readonly PolicyDocument[];
  readonly asked: ReadonlySet<string>;
}

/** Reviews the case's role with the command line, in this process. */
export async function reviewed(given: Case): Promise<Reviewed> {
  const folder = temporaryFolder();
  try {
    const { out, err } = await whittle("review", ...writeCase(given, folder), "--decide", "none", "--format", "json");
    const line = out.split("\n").find((each) => each.includes('"outcome"'));
    if (line === undefined) throw new Error(`no report: ${err || out}`);
    const { outcome, replaces, replacesInline, policies, questions } = v.parse(Report, JSON.parse(line));
    const isProposed = outcome === "proposed";
    const kept = [
      ...Object.entries(given.policies).filter(([name]) => !(isProposed && replaces.includes(arnOf(given, name)))),
      ...Object.entries(given.inline).filter(([name]) => !(isProposed && replacesInline.includes(name))),
    ];
    const documents = [...kept.map(([, document]) => document), ...policies.map(({ document }) => document)];
    return { outcome, policies: documents.map(readPolicy), asked: new Set(questions.flatMap(({ actions }) => actions)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
