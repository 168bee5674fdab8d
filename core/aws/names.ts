import * as v from "valibot";

/** The ARN of something that there is, as AWS tells it: not a pattern of ARNs. */
export const Arn = v.pipe(v.string(), v.startsWith("arn:"), v.brand("Arn"));
export type Arn = v.InferOutput<typeof Arn>;

/** A role's name, without its path. */
export const RoleName = v.pipe(v.string(), v.brand("RoleName"));
export type RoleName = v.InferOutput<typeof RoleName>;
