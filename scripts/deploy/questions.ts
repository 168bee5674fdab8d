import type { deploymentChecks } from "./checks.ts";

type Checks = ReturnType<typeof deploymentChecks>;

interface Question {
  readonly about: string;
  /** Taken where the answer is empty. */
  readonly value: string;
  /** What is wrong with an answer; undefined where nothing is. */
  readonly problem?: (answer: string) => Promise<string | undefined>;
}

/** Asks until an answer is right. */
export type Ask = (question: Question) => Promise<string>;

export interface Answers {
  readonly stack: string;
  readonly bucket: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;
const ENGINES = ["access-analyzer", "last-accessed", "auto"];

/**
 * At most seven questions; each answer is checked against AWS at once. `given` are parameters that stand already, on the command line or in
 * the deployed stack.
 */
export async function askAll(ask: Ask, checks: Checks, context: Context): Promise<Answers> {
  const stack = await ask({
    about: "Name of the stack",
    value: context.stack,
    problem: matching(STACK_NAME, "letters, digits and hyphens, a letter first"),
  });
  const given = await context.given(stack);
  const trail = given.TrailArn ?? (await checks.trail());
  const Evidence = await ask({
    about: "Evidence: access-analyzer (policies generated from a trail), last-accessed (IAM's reports, no trail needed), or auto (both)",
    value: given.Evidence ?? (trail === "" ? "last-accessed" : "auto"),
    problem: async (answer) => (ENGINES.includes(answer) ? undefined : `choose one of ${ENGINES.join(", ")}`),
  });
  const sources = Evidence === "last-accessed" ? {} : await askSources(ask, checks, trail, given);
  const Email = await ask({ about: "E-mail address of the approvers", value: given.Email ?? "", problem: mail });
  const AlarmEmail = await ask({ about: "E-mail address for failures", value: given.AlarmEmail || Email, problem: mail });
  const bucket = await ask({
    about: "S3 bucket for the code, made if there is none",
    value: context.bucket ?? `whittle-code-${(await checks.account()) ?? "account"}-${context.region}`,
    problem: checks.bucketProblem,
  });
  return { stack, bucket, parameters: { ...given, Evidence, ...sources, Email, AlarmEmail } };
}

export interface Context {
  readonly stack: string;
  readonly region: string;
  readonly bucket: string | undefined;
  readonly given: (stack: string) => Promise<Readonly<Record<string, string>>>;
}

async function askSources(ask: Ask, checks: Checks, trail: string, given: Readonly<Record<string, string>>) {
  const TrailArn = await ask({ about: "ARN of the CloudTrail trail", value: trail, problem: needed(checks.trailProblem) });
  const AccessRoleArn = await ask({
    about: "ARN of the role that reads the trail, the output AccessRoleArn of infra/access-role.yaml",
    value: given.AccessRoleArn ?? "",
    problem: needed(checks.roleProblem),
  });
  return { TrailArn, AccessRoleArn };
}

function needed(problem: (answer: string) => Promise<string | undefined>) {
  return async (answer: string) => (answer === "" ? "it is needed" : await problem(answer));
}

function matching(pattern: RegExp, form: string) {
  return async (answer: string) => (pattern.test(answer) ? undefined : `it must be ${form}`);
}

async function mail(answer: string): Promise<string | undefined> {
  return answer === "" || /^[^@\s]+@[^@\s]+$/.test(answer) ? undefined : "that is no e-mail address";
}
