/** The forms that a change can be written in. */
export const EMITTED = ["policies", "terraform", "cloudformation", "cdk", "aws-cli"] as const;
export type Emitted = (typeof EMITTED)[number];
