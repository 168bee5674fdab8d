import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { reasonOf } from "#adapters/bucket/errors.ts";
import { WhittleError } from "#core/errors.ts";
import { deployStack, stackNamed } from "./change-set.ts";
import { deploymentChecks } from "./checks.ts";
import { DeploymentFailedError } from "./errors.ts";
import { type Artifact, packageFor } from "./package.ts";
import { type Answers, type Ask, askAll } from "./questions.ts";

const OPTIONS = {
  stack: { type: "string", default: "whittle" },
  region: { type: "string" },
  bucket: { type: "string" },
  parameter: { type: "string", multiple: true },
  yes: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Usage: npm run deploy -- [options]

Deploys Whittle, or updates it. Asks what it needs and checks each answer against AWS.

  --stack NAME            the name that is proposed for the stack (default: whittle)
  --region REGION         the region (default: AWS_REGION)
  --bucket NAME           the bucket that is proposed for the code; it is made if there is none
  --parameter NAME=VALUE  sets a parameter of template.yaml; repeatable
  --yes                   takes every answer that would be proposed; the first wrong one ends it
  -h, --help              show this help

If the SAM CLI is installed, it deploys instead, and these are options of sam deploy.
`;

/** Deploys with CloudFormation alone: packages, uploads, and carries a change set out. Gives the exit code. */
export async function deployWithoutSam(args: readonly string[], root: string, known: readonly string[]): Promise<number> {
  try {
    const values = optionsOf(args);
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const region = values.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
    if (region === undefined) throw new DeploymentFailedError("No AWS region is set. Name one: npm run deploy -- --region REGION");
    const named = givenParameters(values.parameter ?? [], known);
    const client = new CloudFormationClient({ region });
    const given = async (name: string) => ({ ...(await current(client, name)), ...named });
    const context = { stack: values.stack, region, bucket: values.bucket, given };
    const answers = await asking(values.yes, (ask) => askAll(ask, deploymentChecks({ region }), context));
    const templateUrl = await upload(region, answers.bucket, root);
    const deployment = { name: answers.stack, templateUrl, parameters: answers.parameters, known };
    const isChanged = await deployStack(client, deployment, (line) => console.log(line));
    console.log(isChanged ? `\nThe stack ${answers.stack} is deployed.` : `\nThe stack ${answers.stack} is up to date.`);
    console.log(nextCommands(answers, region));
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error instanceof WhittleError ? error.message : reasonOf(error));
    return 1;
  }
}

/** Throws DeploymentFailedError. */
function optionsOf(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    // Node says more, about arguments that begin with a hyphen.
    const [sentence = ""] = error instanceof Error ? error.message.split(". ") : [];
    throw new DeploymentFailedError(`${sentence.replace(/\.$/, "")}. See: npm run deploy -- --help`);
  }
}

/** `--parameter Name=Value`, as often as needed. Throws DeploymentFailedError for a name that the template does not know. */
function givenParameters(texts: readonly string[], known: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (!known.includes(name))
        throw new DeploymentFailedError(`--parameter ${text}: the template has no such parameter. Give NAME=VALUE.`);
      return [name, value];
    }),
  );
}

async function current(client: CloudFormationClient, name: string): Promise<Readonly<Record<string, string>>> {
  const stack = await stackNamed(client, name);
  return Object.fromEntries((stack?.Parameters ?? []).map(({ ParameterKey = "", ParameterValue = "" }) => [ParameterKey, ParameterValue]));
}

/** With `--yes` the proposed answers are taken, and a wrong one ends it. Throws DeploymentFailedError. */
async function asking(isSilent: boolean, all: (ask: Ask) => Promise<Answers>): Promise<Answers> {
  if (isSilent) {
    return await all(async ({ about, value, problem }) => {
      const wrong = await problem?.(value);
      if (wrong !== undefined) throw new DeploymentFailedError(`${about}: ${value || "nothing given"}: ${wrong}`);
      return value;
    });
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const stopped = new Promise<never>((_, stop) => {
    lines.once("close", () => stop(new DeploymentFailedError("\nStopped. Nothing was deployed.")));
  });
  // Nobody may be waiting any more.
  stopped.catch(() => undefined);
  try {
    return await all(async ({ about, value, problem }) => {
      for (;;) {
        const asked = lines.question(`${about}${value === "" ? "" : ` [${value}]`}: `);
        const answer = (await Promise.race([stopped, asked.catch(() => stopped)])).trim() || value;
        const wrong = await problem?.(answer);
        if (wrong === undefined) return answer;
        console.log(`  ${wrong}`);
      }
    });
  } finally {
    lines.close();
  }
}

/** Uploads what the bucket has not yet; gives the template's address. */
async function upload(region: string, bucket: string, root: string): Promise<string> {
  const client = new S3Client({ region });
  const { artifacts, template } = packageFor(bucket, root);
  for (const artifact of [...artifacts, template]) await put(client, bucket, artifact);
  return `https://${bucket}.s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}/${template.key}`;
}

async function put(client: S3Client, Bucket: string, { key: Key, body: Body }: Artifact): Promise<void> {
  try {
    await client.send(new HeadObjectCommand({ Bucket, Key }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "NotFound") throw error;
    await client.send(new PutObjectCommand({ Bucket, Key, Body }));
  }
}

function nextCommands({ stack, parameters }: Answers, region: string): string {
  const tag = `Key=${parameters.TagKey ?? "whittle:review"},Value=${parameters.TagValue ?? "on"}`;
  return `Next, confirm the subscriptions in the mails of SNS. Then check the stack, tag a role, and see what would be proposed:

  npx whittle doctor --stack ${stack} --region ${region}
  aws iam tag-role --role-name MyRole --tags ${tag}
  npx whittle start MyRole --dry-run --stack ${stack} --region ${region}
`;
}
