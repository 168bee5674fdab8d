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
/** A longer one leaves no room for the names of the roles that members know a hub by; IAM takes 64 characters. */
const MOST_HUB_NAME = 24;
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const isBucketName = matching(BUCKET_NAME, "the name of a bucket");
const ENGINES = ["access-analyzer", "cloudtrail", "last-accessed", "auto"] as const;
type Engine = (typeof ENGINES)[number];

/**
 * At most seven questions; each answer is checked against AWS at once. `given` are parameters that stand already, on the command line or in
 * the deployed stack.
 */
export async function askAll(ask: Ask, checks: Checks, context: Context): Promise<Answers> {
  const stack = await ask({
    about: "Name of the stack",
    value: context.stack,
    problem: async (answer) =>
      (await matching(STACK_NAME, "letters, digits and hyphens, a letter first")(answer)) ??
      (answer.length > MOST_HUB_NAME && isHub(await context.given(answer))
        ? `it must be at most ${MOST_HUB_NAME} characters long where MemberAccounts or OrganizationalUnitIds is given`
        : undefined),
  });
  const given = await context.given(stack);
  const trail = given.TrailArn ?? (await checks.trail());
  const Evidence = await ask({
    about:
      "Evidence: access-analyzer (policies generated from a trail), cloudtrail (the trail's log files), last-accessed (IAM's reports, no trail needed), or auto (the best of what it gets)",
    value: given.Evidence ?? (trail === "" ? "last-accessed" : "auto"),
    problem: async (answer) => (isEngine(answer) ? undefined : `choose one of ${ENGINES.join(", ")}`),
  });
  const sources = await askSources(ask, checks, Evidence, { ...given, TrailArn: trail });
  const Email = await ask({ about: "E-mail address of the approvers", value: given.Email ?? "", problem: mail });
  const AlarmEmail = await ask({ about: "E-mail address for failures", value: given.AlarmEmail || Email, problem: mail });
  const bucket = await ask({
    about: "S3 bucket for the code, made if there is none",
    value: context.bucket ?? `whittle-code-${(await checks.account()) ?? "account"}-${context.region}`,
    problem: both(isBucketName, checks.bucketProblem),
  });
  return { stack, bucket, parameters: { ...given, Evidence, ...sources, Email, AlarmEmail } };
}

function isHub({ MemberAccounts = "", OrganizationalUnitIds = "" }: Readonly<Record<string, string>>): boolean {
  return MemberAccounts !== "" || OrganizationalUnitIds !== "";
}

export interface Context {
  readonly stack: string;
  readonly region: string;
  readonly bucket: string | undefined;
  readonly given: (stack: string) => Promise<Readonly<Record<string, string>>>;
}

function isEngine(text: string): text is Engine {
  return ENGINES.some((engine) => engine === text);
}

/** What an engine reads. `auto` takes what there is: the bucket, or else the trail with its role, or neither. */
async function askSources(ask: Ask, checks: Checks, engine: string, given: Readonly<Record<string, string>>) {
  const { TrailBucket = "", TrailArn = "" } = given;
  if (engine === "last-accessed" || (engine === "auto" && TrailBucket !== "")) return {};
  if (engine === "cloudtrail") {
    const value = TrailBucket || (await checks.bucketOf(TrailArn));
    const problem = both(isBucketName, checks.trailBucketProblem);
    return { TrailBucket: await ask({ about: "S3 bucket that the trail writes to", value, problem }) };
  }
  const isOptional = engine === "auto";
  const trailArn = await ask({
    about: `ARN of the CloudTrail trail${isOptional ? ", if there is one" : ""}`,
    value: TrailArn,
    problem: needed(checks.trailProblem, isOptional),
  });
  if (trailArn === "") return { TrailArn: "", AccessRoleArn: "" };
  const accessRoleArn = await ask({
    about: "ARN of the role that reads the trail, the output AccessRoleArn of infra/access-role.yaml",
    value: given.AccessRoleArn || (await checks.accessRole()),
    problem: needed(checks.roleProblem),
  });
  return { TrailArn: trailArn, AccessRoleArn: accessRoleArn };
}

type Problem = (answer: string) => Promise<string | undefined>;

/** What is wrong by the first, or else by the second. */
function both(first: Problem, second: Problem): Problem {
  return async (answer) => (await first(answer)) ?? (await second(answer));
}

function needed(problem: Problem, isOptional = false): Problem {
  return async (answer: string) => {
    if (answer === "") return isOptional ? undefined : "it is needed";
    return await problem(answer);
  };
}

function matching(pattern: RegExp, form: string): Problem {
  return async (answer: string) => (pattern.test(answer) ? undefined : `it must be ${form}`);
}

async function mail(answer: string): Promise<string | undefined> {
  return answer === "" || /^[^@\s]+@[^@\s]+$/.test(answer) ? undefined : "that is no e-mail address";
}
