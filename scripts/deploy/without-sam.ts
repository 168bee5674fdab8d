import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
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
} as const;

/** Deploys with CloudFormation alone: packages, uploads, and carries a change set out. Gives the exit code. */
export async function deployWithoutSam(args: readonly string[], root: string, known: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
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
    console.error(error instanceof WhittleError ? error.message : `${error.name}: ${error.message}`);
    return 1;
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
  try {
    return await all(async ({ about, value, problem }) => {
      for (;;) {
        const answer = (await lines.question(`${about}${value === "" ? "" : ` [${value}]`}: `)).trim() || value;
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
