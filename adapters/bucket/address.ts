/** A place in Amazon S3. */
export interface BucketAddress {
  readonly bucket: string;
  /** What the keys of all objects there begin with; empty for the whole bucket. */
  readonly prefix: string;
}

/** Is it meant as a place in S3? */
export function isBucketAddress(text: string): boolean {
  return /^s3:\/\//i.test(text);
}

/** The place that `s3://bucket/prefix` names; undefined where it is no bucket's name (Amazon S3 User Guide, "Bucket naming rules"). */
export function parseBucketAddress(text: string): BucketAddress | undefined {
  const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/is.exec(text) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix };
}
