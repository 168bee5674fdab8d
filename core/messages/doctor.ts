import type { Detail } from "#core/review/doctor/finding.ts";
import { counted, someOf } from "#core/text.ts";
import { outcomeText } from "./outcome.ts";
import { clipped, instantText } from "./text.ts";

export interface FindingWords {
  /** What was found, as a sentence. */
  readonly text: string;
  /** What to do about it; absent where there is nothing to do. */
  readonly todo?: string;
  /** The command that does it, or tells what it takes, to copy; words in capitals are for the reader to replace. */
  readonly command?: string;
}

/** CloudFormation keeps what it made, but does not look whether it is still there. */
const LOST =
  'It was deleted by hand, and an update does not bring it back. Remove the stack and deploy it again: docs/operators.md, "Remove it".';

const MOST_CAUSE = 400;

/** Those that an account has from the start. */
const MOST_REGIONS = 17;

/** What each finding says, and what to do. */
const WORDS: { readonly [K in Detail["id"]]: (detail: Detail<K>) => FindingWords } = {
  unchecked: ({ because: { operation, isDenied, error } }) =>
    isDenied
      ? {
          text: `Not checked: your credentials may not call ${operation}.`,
          todo: `Run it again with credentials that may call ${operation}.`,
        }
      : { text: `Not checked: ${operation}: ${error}` },
  "stack-ready": ({ status }) => ({ text: `The stack is deployed (${status}).` }),
  "stack-unready": ({ status }) => ({
    text: `The stack is in ${status}.`,
    todo: "Look at its events in CloudFormation, and deploy it again.",
  }),
  "no-trail-needed": () => ({ text: "Reviews use IAM's last accessed reports (parameter Evidence), which need no trail." }),
  "log-files-found": ({ bucket, regions }) => ({
    text: `The bucket ${bucket} holds log files of this account from ${counted(regions.length, "region")}: ${someOf(regions, MOST_REGIONS)}.`,
  }),
  "no-log-files": ({ bucket, folder, account }) => ({
    text: `The bucket ${bucket} holds no log files of account ${account} under ${folder}.`,
    todo: "Update the stack's parameters TrailBucket and TrailPrefix with what the trail has:",
    command: "aws cloudtrail describe-trails",
  }),
  "trail-found": ({ arn }) => ({ text: `The trail exists: ${arn}.` }),
  "trail-missing": ({ arn }) => ({
    text: `There is no trail ${arn}.`,
    todo: "Create it, or update the stack's parameter TrailArn with the ARN of one that exists.",
  }),
  logging: () => ({ text: "The trail is logging and delivers its files." }),
  "not-logging": ({ arn }) => ({
    text: "The trail is not logging.",
    todo: "Start it:",
    command: `aws cloudtrail start-logging --name ${arn}`,
  }),
  "not-delivering": ({ error, bucket }) => ({
    text: `The trail can't deliver its files (${error}).`,
    todo: `Let CloudTrail write to the bucket ${bucket} in its bucket policy.`,
  }),
  "all-regions": () => ({ text: "The trail logs all regions." }),
  "one-region": ({ arn }) => ({
    text: "The trail logs its own region only. What roles use in other regions looks unused.",
    todo: "Log all regions:",
    command: `aws cloudtrail update-trail --name ${arn} --is-multi-region-trail`,
  }),
  "no-global-events": ({ arn }) => ({
    text: "The trail does not log global services such as IAM and STS.",
    todo: "Include them:",
    command: `aws cloudtrail update-trail --name ${arn} --include-global-service-events`,
  }),
  "management-events": () => ({ text: "The trail logs all management events." }),
  "management-events-partly": ({ logged, arn }) => ({
    text: `The trail logs ${logged === "none" ? "no management events" : `${logged} management events only`}. Other calls look unused.`,
    todo: "Log all:",
    command: `aws cloudtrail put-event-selectors --trail-name ${arn} --event-selectors '[{"ReadWriteType":"All","IncludeManagementEvents":true}]'`,
  }),
  "data-events": ({ isOn }) => ({
    text: `Data events are ${isOn ? "on" : "off"} in the trail. Access Analyzer doesn't read them, so generated policies don't show S3 object, DynamoDB item, SQS and SNS message or Lambda invoke calls; Whittle keeps such actions where it has a reason to.`,
  }),
  "access-role-ready": ({ arn }) => ({ text: `Access Analyzer may read the trail with ${arn}.` }),
  "access-role-missing": ({ arn }) => ({
    text: `There is no access role ${arn}.`,
    todo: "Deploy infra/access-role.yaml, and update the stack's parameter AccessRoleArn with its output.",
  }),
  "access-role-untrusting": ({ arn }) => ({
    text: `${arn} does not trust access-analyzer.amazonaws.com.`,
    todo: "Deploy infra/access-role.yaml again, or add that service to the role's trust policy.",
  }),
  "access-role-lacks": ({ arn, actions }) => ({
    text: `${arn} may not call ${actions.join(", ")}.`,
    todo: "Deploy infra/access-role.yaml again with the trail's ARN, bucket, prefix and key.",
  }),
  "bucket-ready": ({ bucket }) => ({ text: `The policy of the bucket ${bucket} does not deny the access role.` }),
  "bucket-missing": ({ bucket }) => ({
    text: `There is no bucket ${bucket}.`,
    todo: "Create it, or let the trail write to another one:",
    command: "aws cloudtrail update-trail --name TRAIL --s3-bucket-name BUCKET",
  }),
  "bucket-denies": ({ bucket, role }) => ({
    text: `The policy of the bucket ${bucket} denies the access role.`,
    todo: `Exempt ${role} from the Deny statement in the bucket policy.`,
  }),
  "key-ready": () => ({ text: "The policy of the trail's KMS key lets the access role decrypt." }),
  "key-unusable": ({ arn, keyState }) => ({
    text: `The trail's KMS key ${arn} can't be used: it is in the state ${keyState}.`,
    todo: keyState === "PendingDeletion" ? "Keep it:" : "Enable it:",
    command: `${keyState === "PendingDeletion" ? `aws kms cancel-key-deletion --key-id ${arn} && ` : ""}aws kms enable-key --key-id ${arn}`,
  }),
  "key-missing": ({ arn }) => ({ text: `There is no KMS key ${arn}.`, todo: "Restore the key, or give the trail another one." }),
  "key-denies": ({ arn, role }) => ({
    text: `The policy of the KMS key ${arn} does not let the access role decrypt.`,
    todo: `Allow kms:Decrypt for ${role} in the key policy.`,
  }),
  "no-key": () => ({ text: "The trail is encrypted by S3, so no KMS key is needed." }),
  "quota-left": ({ left, perDay }) => ({ text: `${left} of ${counted(perDay, "policy generation")} a day are left.` }),
  "quota-used-up": ({ perDay }) => ({
    text: `None of today's ${counted(perDay, "policy generation")} is left.`,
    todo: "Wait: the quota is free again within 24 hours, and the next cycle reviews the roles that are due.",
  }),
  "roles-ready": ({ count }) => ({ text: `${counted(count, "tagged role")} can be reviewed.` }),
  "no-role-tagged": ({ key, value }) => ({
    text: `No role that can be reviewed is tagged ${key}=${value}.`,
    todo: "Tag one:",
    command: `aws iam tag-role --role-name ROLE --tags Key=${key},Value=${value}`,
  }),
  "role-tagged-otherwise": ({ role, key, value, has }) => ({
    text: `${role} is not reviewed: its tag ${key} is "${has}", not "${value}".`,
    todo: "To review it:",
    command: `aws iam tag-role --role-name ${role} --tags Key=${key},Value=${value}`,
  }),
  "role-ineligible": ({ role, because }) => ({
    text: `${role} is tagged, but can't be reviewed. ${outcomeText(because)}`,
    todo: because.id === "excluded" ? "Remove it from the stack's parameter ExcludedRoles, or remove the tag." : "Remove the tag.",
  }),
  "no-other-stack": () => ({ text: "No older stack of the account reviews the same roles." }),
  "other-stack": ({ stack, key, value }) => ({
    text: `The older stack ${stack} (REGION/NAME) reviews the roles tagged ${key}=${value} too. Every cycle of this one ends with OtherStackError.`,
    todo: "Delete one of the two stacks, or update this one with another TagKey or TagValue.",
  }),
  subscribed: ({ topic, count }) => ({ text: `The ${topic} topic has ${counted(count, "confirmed subscription")}.` }),
  "not-subscribed": ({ topic, arn }) => ({
    text: `Nobody is subscribed to the ${topic} topic.`,
    todo: "Subscribe someone:",
    command: `aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint ADDRESS`,
  }),
  "subscription-pending": ({ topic, endpoints }) => ({
    text: `The ${topic} topic waits for the confirmation of ${endpoints.join(", ")}. Messages until then are lost.`,
    todo: "Follow the link in the mail that SNS sent, or subscribe again.",
  }),
  "schedule-on": ({ expression }) => ({ text: `The schedule is on: ${expression}.` }),
  "schedule-off": () => ({
    text: "The schedule is off. No review starts by itself.",
    todo: "Look at a dry run (whittle start --dry-run), then update the stack with ScheduleState=ENABLED.",
  }),
  "schedule-turned-off": ({ name }) => ({
    text: `The schedule ${name} is off, though the stack's ScheduleState is ENABLED: whittle uninstall or somebody turned it off.`,
    todo: "Turn it on in the console of EventBridge Scheduler, or update the stack with ScheduleState=DISABLED and then with ENABLED.",
  }),
  "schedule-lost": ({ name }) => ({ text: `There is no schedule ${name}. No review starts by itself.`, todo: LOST }),
  "page-answers": () => ({ text: "The approval page answers." }),
  "page-fails": ({ status }) => ({
    text: `The approval page answers with the error ${status}. Nobody can decide or restore there.`,
    todo: "Look for its error in the log group FunctionLogsName. If its function was deleted, remove the stack and deploy it again.",
  }),
  "watch-on": () => ({ text: "The rule that reports denied calls is on." }),
  "watch-off": ({ rule, ruleState }) => ({
    text: `The rule ${rule} is in the state ${ruleState}. After a change, ${ruleState === "DISABLED" ? "denied calls" : "denied calls that only read"} are not noticed.`,
    todo: "Turn it on:",
    command: `aws events put-rule --name ${rule} --state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS --event-pattern "$(aws events describe-rule --name ${rule} --query EventPattern --output text)"`,
  }),
  "watch-lost": ({ rule }) => ({ text: `There is no rule ${rule}. After a change, denied calls are not noticed.`, todo: LOST }),
  "machines-there": () => ({ text: "All state machines are there." }),
  "machine-lost": ({ arn }) => ({ text: `There is no state machine ${arn}.`, todo: LOST }),
  "record-backed-up": ({ table }) => ({ text: `The table ${table} can be put back to any time of its last 35 days.` }),
  "record-not-backed-up": ({ table }) => ({
    text: `The table ${table} has no point-in-time recovery: what is deleted in it, such as how to undo a change, is lost.`,
    todo: "Turn it on:",
    command: `aws dynamodb update-continuous-backups --table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
  }),
  "record-lost": ({ table }) => ({
    text: `There is no table ${table}.`,
    todo: "Restore it from a backup under its own name:",
    command: "aws dynamodb list-backups --backup-type ALL",
  }),
  "topic-lost": ({ topic, arn }) => ({ text: `There is no ${topic} topic ${arn}. Its messages reach nobody.`, todo: LOST }),
  "units-listed": ({ units, accounts }) => ({
    text: `${counted(accounts, "account")} that can be reviewed ${accounts === 1 ? "stands" : "stand"} below ${units === 1 ? "the organizational unit" : `the ${units} organizational units`}.`,
  }),
  "unit-unlisted": ({ unit, error }) => ({
    text: `The organizational unit ${unit} can't be listed (${error}). Accounts below it are not reviewed, and their open reviews stay as they are.`,
    todo: "Correct the stack's parameter OrganizationalUnitIds, or deploy the stack in the management account or that of a delegated administrator.",
  }),
  "organization-differs": ({ given, found }) => ({
    text: `The accounts are in the organization ${found}, and the stack's parameter OrganizationId is ${given}. No function reaches them.`,
    todo: `Update the stack with OrganizationId=${found}.`,
  }),
  "account-left-out": ({ account, state }) => ({
    text: `Account ${account} is left out: its state in AWS Organizations is ${state}.`,
  }),
  "member-ready": ({ account }) => ({
    text: `Account ${account} lets this stack in, has its version of infra/member-account.yaml, and forwards its denied calls.`,
  }),
  "member-lacks": ({ account, roles }) => ({
    text: `Account ${account} has no ${someOf(roles, 10)}.`,
    todo: "Deploy infra/member-account.yaml there, with HubStackName and Evidence as this stack has them.",
  }),
  "member-trusts-another": ({ account, roles }) => ({
    text: `In account ${account}, ${someOf(roles, 10)} does not trust this stack.`,
    todo: "Deploy infra/member-account.yaml there again, with this stack's account and name and an external id.",
  }),
  "member-outdated": ({ account }) => ({
    text: `Account ${account} has another version of infra/member-account.yaml than this stack.`,
    todo: "Update its stack with the file of the version that this stack was deployed from.",
  }),
  "member-silent": ({ account, region }) => ({
    text: `No rule of account ${account} forwards denied calls of ${region} to this stack. After a change, they are not noticed.`,
    todo: `Deploy infra/member-account.yaml there in ${region}, or infra/watch-region.yaml with WhittleAccount.`,
  }),
  "identity-center-found": ({ arn }) => ({ text: `IAM Identity Center is there: ${arn}.` }),
  "identity-center-missing": ({ arn, region }) => ({
    text: `There is no IAM Identity Center instance ${arn} in ${region}.`,
    todo: "Deploy the stack in the region of Identity Center, with the id of its instance as IdentityCenterId:",
    command: "aws sso-admin list-instances",
  }),
  "delegated-administrator": ({ account, management }) => ({
    text: `Account ${account} is a delegated administrator of IAM Identity Center. AWS doesn't let it change permission sets that are provisioned in the management account ${management}.`,
  }),
  "identity-store-empty": ({ store }) => ({
    text: `The identity store ${store} has no users, so every approval of a permission set would be refused.`,
    todo: "Connect IAM Identity Center to the directory that has the approvers, or add them as users.",
  }),
  "approvers-known": () => ({ text: "The identity store can be read, and knows every address of ApproverEmails." }),
  "approvers-unknown": ({ emails }) => ({
    text: `IAM Identity Center has no user ${someOf(emails, 10)}. Their approval of a permission set would be refused.`,
    todo: "Add them there as users with this e-mail address, or remove them from ApproverEmails.",
  }),
  "sets-ready": ({ count }) => ({ text: `${counted(count, "tagged permission set")} can be reviewed.` }),
  "no-set-tagged": ({ key, value, instance }) => ({
    text: `No permission set that can be reviewed is tagged ${key}=${value}.`,
    todo: "Tag one:",
    command: `aws sso-admin tag-resource --instance-arn ${instance} --resource-arn SET_ARN --tags Key=${key},Value=${value}`,
  }),
  "set-tagged-otherwise": ({ set, key, value, has, arn, instance }) => ({
    text: `The permission set ${set} is not reviewed: its tag ${key} is "${has}", not "${value}".`,
    todo: "To review it:",
    command: `aws sso-admin tag-resource --instance-arn ${instance} --resource-arn ${arn} --tags Key=${key},Value=${value}`,
  }),
  "set-ineligible": ({ set, because }) => ({
    text: `The permission set ${set} is tagged, but can't be reviewed. ${outcomeText(because)}`,
    todo:
      because.id === "excluded"
        ? "Remove it from the stack's parameter ExcludedRoles, or remove the tag."
        : "Remove the cause, or remove the tag.",
  }),
  "set-in-management-account": ({ set, management }) => ({
    text: `The permission set ${set} is tagged, but can't be changed from this account: it is provisioned in the management account ${management}.`,
    todo: "Unassign it there, remove the tag, or deploy a stack for permission sets in the management account.",
  }),
  "no-cycle-yet": () => ({ text: "No review cycle has run yet." }),
  "cycle-ran": ({ status, startedAt }) => ({ text: `The last review cycle started ${instantText(startedAt)}: ${status}.` }),
  "cycle-failed": ({ status, startedAt, error, cause = "" }) => ({
    text: `The last review cycle started ${instantText(startedAt)} and ended as ${status}${error === undefined ? "" : ` (${error})`}.${cause === "" ? "" : ` ${clipped(cause, MOST_CAUSE)}`}`,
    todo: 'Look up the error in docs/operators.md, "What a failure means", then start a cycle: whittle start',
  }),
};

/** What a finding says, and what to do about it. */
export function findingWords<K extends Detail["id"]>(detail: Detail<K>): FindingWords {
  return WORDS[detail.id](detail);
}
