import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { zipOf } from "./zip.ts";

export interface Artifact {
  readonly key: string;
  readonly body: Buffer;
}

export interface Package {
  /** Everything that the template names, under the hash of its content. */
  readonly artifacts: readonly Artifact[];
  /** template.yaml with the addresses of the artifacts in the place of paths. CloudFormation itself carries the SAM transform out. */
  readonly template: Artifact;
}

/** Packages template.yaml for a bucket. `root` is the checkout, with its functions built. */
export function packageFor(bucket: string, root: string): Package {
  const artifacts = new Map<string, Artifact>();
  const stored = (body: Buffer, kind: string) => {
    const key = `whittle/${createHash("sha256").update(body).digest("hex")}.${kind}`;
    artifacts.set(key, { key, body });
    return `s3://${bucket}/${key}`;
  };
  const text = readFileSync(join(root, "template.yaml"), "utf8").replace(
    /^( +)(CodeUri|DefinitionUri): (\S+)$/gm,
    (_, indent: string, property: string, path: string) =>
      `${indent}${property}: ${property === "CodeUri" ? stored(zipOfFolder(join(root, path)), "zip") : stored(readFileSync(join(root, path)), "json")}`,
  );
  const body = Buffer.from(text);
  return { artifacts: [...artifacts.values()], template: { key: `whittle/${createHash("sha256").update(body).digest("hex")}.yaml`, body } };
}

function zipOfFolder(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).toSorted();
  return zipOf(paths.map((path) => ({ path: relative(folder, path).split(sep).join("/"), content: readFileSync(path) })));
}
