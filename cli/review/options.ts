import { EMITTED } from "#core/review/change/emit/emitted.ts";
import { type CommandHelp, HELP } from "../options.ts";

export const DECISIONS = ["ask", "approve", "reject", "none"] as const;
export const FORMATS = ["text", "json", "csv", "markdown", "html", "sarif"] as const;
export const FAIL_ON = ["write", "permissions", "any"] as const;

const INPUT = "Input";
const ROLES = "Roles";
const DECISION = "Decision";
const OUTPUT = "Output";

export const REVIEW = {
  name: "review",
  about: "propose the smallest policy that covers what each role used",
  usage: "--account FILE (--trail PATH | --generated FILE | --last-accessed PATH) [options]",
  description:
    "Finds the permissions that each role actually uses and proposes the smallest policy that still allows them. Runs offline, or only reads AWS. Input files are never changed.",
  options: {
    account: {
      type: "string",
      multiple: true,
      value: "FILE|aws",
      group: INPUT,
      about:
        "output of aws iam get-account-authorization-details, or aws to read IAM with your credentials; only with --permission-set, several",
    },
    profile: { type: "string", value: "NAME", group: INPUT, about: "profile of the AWS CLI to read AWS with" },
    region: { type: "string", value: "NAME", group: INPUT, about: "region of the AWS CLI to read AWS with" },
    trail: {
      type: "string",
      value: "PATH",
      group: INPUT,
      about: "CloudTrail records: a file, a folder, or s3://BUCKET/PREFIX (supported formats: whittle help formats)",
    },
    generated: {
      type: "string",
      value: "FILE",
      group: INPUT,
      about: "output of aws accessanalyzer get-generated-policy, instead of --trail",
    },
    "last-accessed": {
      type: "string",
      value: "FILE|DIR",
      group: INPUT,
      about:
        "output of aws iam get-service-last-accessed-details: a file for one role, or a folder for several; without --trail and --generated it is the only evidence",
    },
    from: {
      type: "string",
      value: "DATE",
      group: INPUT,
      about: "use only records from this date or time on (default: all records); from a bucket, only these days are read",
    },
    to: { type: "string", value: "DATE", group: INPUT, about: "use only records up to this date or time" },
    role: {
      type: "string",
      multiple: true,
      value: "NAME",
      group: ROLES,
      about:
        "review this role, tagged or not: a name, an ARN, or a pattern such as 'app-*' (default: the roles tagged whittle:review=on, or all if none is tagged)",
    },
    "permission-set": {
      type: "string",
      multiple: true,
      value: "NAME",
      group: ROLES,
      about:
        "propose one change for this permission set of IAM Identity Center, from what its roles did in every --account: a name, or a pattern such as '*'. It is proposed and written (--emit), not decided here",
    },
    replace: {
      type: "string",
      multiple: true,
      value: "WHAT",
      group: ROLES,
      about: "also replace this policy: a name, inline for all inline policies, or all",
    },
    decide: {
      type: "string",
      value: "HOW",
      oneOf: DECISIONS,
      group: DECISION,
      about:
        "ask serves the approval page and waits (default; with --emit, --fail-on or a --format other than text, none), approve applies the change to a copy of the snapshot, reject records a rejection, none stops at the proposal",
    },
    keep: {
      type: "string",
      multiple: true,
      value: "ID|ACTION",
      group: DECISION,
      about: "keep what a question is about, by its id or an action that it names",
    },
    remove: {
      type: "string",
      multiple: true,
      value: "ID|ACTION",
      group: DECISION,
      about: "remove what a question is about, by its id or an action that it names",
    },
    out: {
      type: "string",
      value: "DIR",
      group: OUTPUT,
      about:
        "write account.json, the policies and the record to DIR (required by --decide approve). Use the same DIR again for other roles: earlier changes in it are kept",
    },
    format: {
      type: "string",
      value: "HOW",
      oneOf: FORMATS,
      group: OUTPUT,
      about:
        "text (default), json: one object per role and line, csv: one row per role, service and access level that is removed, markdown: for a comment on a pull request, html: one file with every plan in the words of the approval page, to read, share and print, or sarif: for code scanning",
    },
    emit: {
      type: "string",
      value: "FORM",
      oneOf: EMITTED,
      group: OUTPUT,
      about:
        "write the change of each role for use elsewhere, attach before detach: to a file per role in DIR/FORM with --out DIR, else alone to standard output; one of policies (JSON), terraform, cloudformation, cdk and aws-cli (a script)",
    },
    full: { type: "boolean", group: OUTPUT, about: "in JSON, everything: without it, at most 30 KB a role" },
    quiet: { type: "boolean", short: "q", group: OUTPUT, about: "print the summary alone" },
    verbose: { type: "boolean", short: "v", group: OUTPUT, about: "print statements, evidence, checks and steps of each role" },
    "fail-on": {
      type: "string",
      value: "WHAT",
      oneOf: FAIL_ON,
      group: OUTPUT,
      about:
        "exit with code 3 if a role has unused actions: permissions (those that manage permissions), write (those and write actions), or any; or if a role without a proposal, tagged or not, carries broad policies that allow such actions",
    },
    help: HELP,
  },
  examples: [
    "whittle review --account account.json --trail trail --decide none",
    "whittle review --account aws --trail s3://BUCKET/AWSLogs/ --decide none",
    "whittle review --account account.json --trail trail --emit terraform > x.tf",
    "whittle review --account account.json --trail trail --decide approve --out out",
    "whittle review --account account.json --trail trail --fail-on write --quiet",
  ],
  exitCodes: {
    0: "every role has an outcome",
    1: "a review failed",
    2: "unusable input",
    3: "a role has unused actions, or broad policies and no proposal, that --fail-on names",
  },
} as const satisfies CommandHelp;
