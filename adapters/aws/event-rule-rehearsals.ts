import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { ServiceFaultError } from "#core/errors.ts";
import type { Rehearsals } from "#core/review/ports/rehearsals.ts";
import { clientSettings } from "./client-settings.ts";
import { call, unlessNotFound } from "./errors.ts";

/** Rules of rehearsals are named so; the rights of the functions and docs/operators.md name them too. */
const PREFIX = "whittle-rehearsal-";
const TARGET = "RehearseCall";
/** Without this, EventBridge leaves out management events that only read (EventBridge User Guide, "Events from AWS services via CloudTrail"). */
const STATE = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/** One rule a rehearsal, on the default bus of the stack's region, that hands every call of the role to a function. */
export function eventRuleRehearsals(functionArn: string, client = new EventBridgeClient(clientSettings)): Rehearsals {
  return {
    async begin(reviewId, roleArn) {
      const rule = { Name: ruleName(reviewId), EventPattern: patternOf(roleArn), State: STATE } as const;
      const Description = `The calls of ${roleArn} while Whittle rehearses a change of it. Whittle deletes this rule.`.slice(0, 512);
      await call("events:PutRule", () => client.send(new PutRuleCommand({ ...rule, Description })));
      const Targets = [{ Id: TARGET, Arn: functionArn, InputTransformer: handedOver(reviewId) }];
      const put = await call("events:PutTargets", () => client.send(new PutTargetsCommand({ Rule: rule.Name, Targets })));
      const [failed] = put.FailedEntries ?? [];
      if (failed) throw new ServiceFaultError("events:PutTargets", `${failed.ErrorCode}: ${failed.ErrorMessage}`);
    },
    async isStanding(reviewId, roleArn) {
      const Name = ruleName(reviewId);
      const rule = await call("events:DescribeRule", () => unlessNotFound(() => client.send(new DescribeRuleCommand({ Name }))));
      if (rule?.State !== STATE || rule.EventPattern !== patternOf(roleArn)) return false;
      const listed = await call("events:ListTargetsByRule", () =>
        unlessNotFound(() => client.send(new ListTargetsByRuleCommand({ Rule: Name }))),
      );
      return listed?.Targets?.some(({ Id, Arn }) => Id === TARGET && Arn === functionArn) === true;
    },
    async end(reviewId) {
      const Name = ruleName(reviewId);
      await call("events:RemoveTargets", () => unlessNotFound(() => client.send(new RemoveTargetsCommand({ Rule: Name, Ids: [TARGET] }))));
      await call("events:DeleteRule", () => unlessNotFound(() => client.send(new DeleteRuleCommand({ Name }))));
    },
  };
}

/** For a function that only takes rules away. */
export function eventRulesToEnd(client = new EventBridgeClient(clientSettings)): Pick<Rehearsals, "end"> {
  return eventRuleRehearsals("", client);
}

function ruleName(reviewId: string): string {
  return `${PREFIX}${reviewId}`;
}

/** Only AWS itself can send an event with such a source: anybody with events:PutEvents could send the rest. */
function patternOf(roleArn: string): string {
  return JSON.stringify({
    source: [{ prefix: "aws." }],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: { userIdentity: { type: ["AssumedRole"], sessionContext: { sessionIssuer: { arn: [roleArn] } } } },
  });
}

/** EventBridge puts quotation marks around a text by itself. */
function handedOver(reviewId: string) {
  return {
    InputPathsMap: { source: "$.source", detail: "$.detail" },
    InputTemplate: `{"reviewId": "${reviewId}", "source": <source>, "detail": <detail>}`,
  };
}
