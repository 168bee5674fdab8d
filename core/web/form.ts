import * as v from "valibot";

export const MOST_BODY_BYTES = 16 * 1024;
const MOST_COMMENT = 1_000;

/** What every form of the page sends. */
export const formFields = {
  token: v.pipe(v.string(), v.maxLength(256)),
  comment: v.pipe(v.optional(v.string(), ""), v.trim(), v.maxLength(MOST_COMMENT)),
};

/** The questions that the form showed, by id, and those of them whose box was ticked. */
const ids = v.array(v.pipe(v.string(), v.maxLength(1_000)));

const Form = v.object({ ...formFields, verdict: v.picklist(["approve", "reject"]), asked: ids, keep: ids });

export type DecisionForm = v.InferOutput<typeof Form>;

/** The form as the page sends it, or undefined where it is anything else. */
export function readForm(body: string): DecisionForm | undefined {
  const fields = new URLSearchParams(body);
  const read = v.safeParse(Form, { ...Object.fromEntries(fields), asked: fields.getAll("asked"), keep: fields.getAll("keep") });
  return read.success ? read.output : undefined;
}

/**
 * Did a page of our own send this? Browsers say so in Sec-Fetch-Site; under `no-referrer` their Origin is `null`
 * (Fetch standard, "append a request Origin header"). Who sends neither is no browser, and still needs the form's token.
 */
export function isSameOrigin(headers: Headers, pageUrl: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  return origin === null || origin === new URL(pageUrl).origin;
}
