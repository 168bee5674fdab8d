/** Of an account or an owner, one group whose members may decide: one entry of the parameter ApproversOf. */
export interface ApproverRule {
  /** An account id, or a value of the tag whittle:owner. */
  readonly of: string;
  readonly group: string;
}
