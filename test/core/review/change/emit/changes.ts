import { parsePolicy } from "#core/policy/parse.ts";
import type { RoleChange } from "#core/review/change/emit/change.ts";
import { roleWith } from "#test/core/review/propose/roles.ts";
import { asArn, asRoleName } from "#test/names.ts";

export const FULL_ACCESS = asArn("arn:aws:iam::aws:policy/AmazonS3FullAccess");
export const INLINE = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Sid: "It's $(touch pwned)", Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" }],
});

/** A role that loses AmazonS3FullAccess and an inline policy, and gets one refined policy. */
export function changeOf(name: string, resource: string): RoleChange {
  return {
    reviewId: "review1",
    role: { name, arn: `arn:aws:iam::111122223333:role/app/${name}` },
    replaces: [{ arn: FULL_ACCESS, name: "AmazonS3FullAccess" }],
    replacesInline: ["old=inline"],
    ownPolicies: [],
    before: roleWith(["AmazonS3FullAccess"], {
      arn: asArn(`arn:aws:iam::111122223333:role/app/${name}`),
      name: asRoleName(name),
      path: "/app/",
      inline: [{ name: "old=inline", json: INLINE, document: parsePolicy(INLINE, "old=inline") }],
    }),
    policies: [
      {
        name: `whittle-${name}`,
        size: 100,
        document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: resource }] },
      },
    ],
  };
}

const HOSTILE = "arn:aws:s3:::b/${aws:username}/%{if}/'; touch pwned; $(touch pwned) `touch pwned` \"\\\n\b\f\u2028*/ */";
/** Names and texts that mean something to a shell, to YAML, to TypeScript or to Terraform. */
export const odd = changeOf("a+b=c,d.e@f-g", HOSTILE);
export const documentOf = (change: RoleChange) => change.policies[0]?.document;
