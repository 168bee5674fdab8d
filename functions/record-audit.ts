import { dynamodbAuditTrail } from "#adapters/aws/dynamodb/audit-trail.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { eventBridgeCopies } from "#adapters/aws/event-bridge-copies.ts";
import { kmsAuditSigner } from "#adapters/aws/kms/audit-signer.ts";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { required } from "#adapters/aws/settings.ts";
import { recordAudit } from "#core/steps/record-audit.ts";
import { reportFault } from "./handler.ts";
import { streamHandler } from "./stream-handler.ts";

const { env } = process;
const voteKey = required(env, "VOTE_KEY_ID");
const bucket = env.AUDIT_BUCKET ?? "";
/** Loaded only where the stack names a bucket. */
const exported = bucket === "" ? [] : [(await import("#adapters/aws/s3-copies.ts")).s3Copies(bucket, required(env, "AUDIT_PREFIX"))];

const needs = {
  trail: dynamodbAuditTrail(required(env, "AUDIT_TABLE_NAME"), kmsAuditSigner(required(env, "AUDIT_KEY_ID"))),
  copies: [...exported, eventBridgeCopies()],
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  votes: kmsSigner({ vote: voteKey, "restore-vote": voteKey }),
};

export const handler = streamHandler((change) => recordAudit(needs, change), reportFault("record-audit"));
