export type CodeKind = "cloudformation" | "cdk" | "terraform";

/** What a role was made by: a change by hand would be reported as drift, or undone by the next deployment. */
export interface CodeOwner {
  readonly kind: CodeKind;
  /** The stack or the tag that says so. */
  readonly because: string;
  /** The stack and the resource's name in it, where they are known. */
  readonly stack?: string;
  readonly logicalId?: string;
}
