import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readNotifications } from "#adapters/slack/notifications.ts";
import { approvalRequest } from "#core/messages/approval.ts";
import { slackMessage } from "#core/messages/slack/blocks.ts";
import type { CustomNotification } from "#core/messages/slack/custom-notification.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { runs } from "#test/runs.ts";
import { everyMessage, hostileText, NASTY } from "../hostile.ts";
import { ASKING, foundingProposal } from "../proposals.ts";

const founding = await foundingProposal();
const OUR_LINK = `<${ASKING.link}|open the page>`;

function notificationOf({ chat }: Message): CustomNotification {
  const [notification] = readNotifications({ Records: [{ Sns: { Message: chat } }] });
  if (!notification) throw new Error("no notification");
  return notification;
}

const request = notificationOf(approvalRequest(founding, ASKING));

describe("the founding scenario in chat", () => {
  test("as a custom notification of Amazon Q Developer in chat applications", () => {
    expect(request).toMatchInlineSnapshot(`
      {
        "content": {
          "description": "Role PatchManagerInstanceRole in AWS account 111122223333 has permissions (actions) that Whittle found no use of. Approve to remove them and keep the rest. Whittle trims IAM roles to the permissions they actually use.

      Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5. Decide by 2026-11-15 00:00 UTC. One approver is enough, for example you.

      *Alarming*  No suspicious calls found. After the change, the role has no known way to give itself more permissions.
      *Could break*  CloudTrail, AWS's log of calls, can't show whether these removed actions are used: logs:FilterLogEvents, logs:GetLogEvents, logs:GetLogRecord. Jobs that did not run in these 30 days may lose a permission they need.
      *If it breaks*  For 3 days after the change, approvers get a message if it causes denied calls. They are not told of denied reads and writes of data, such as S3 objects, or of denied uses of the actions named under Could break. To undo the change, use the message that approvers get when it is done: it has a restore link (for 14 days) and a command.
      *Proof*  A test policy, made only from the calls of 20 October to 8 November, was tested on 339 later calls: 0 denied. The proposal is made from all calls.
      *To check*  Look at these before you decide: 3 removed actions whose use CloudTrail can't show, 1 action kept without proof.
      *Removed*  2 permissions management, 65 write, 4 tagging, 29 read, 33 list actions
      *Kept*  logs:CreateLogGroup, logs:CreateLogStream, logs:DescribeLogGroups, logs:DescribeLogStreams, logs:PutLogEvents. Without proof of use: logs:PutLogEvents
      *Questions*  No log shows whether the role uses these. Answer on the page, where you decide. Without your answer: On arn:aws:logs:us-east-1:111122223333:log-group:/aws/ssm/AWS-RunPatchBaseline: logs:FilterLogEvents, logs:GetLogEvents, logs:GetLogRecord are removed. On any resource: logs:FilterLogEvents, logs:GetLogEvents, logs:GetLogRecord, logs:PutLogEvents are removed. logs:PutLogEvents is kept on the resources that the new policy names.
      *Policies*  CloudWatchLogsFullAccess is replaced with whittle-PatchManagerInstanceRole. Retained unchanged: AmazonSSMManagedInstanceCore
      *Evidence*  1,026 calls in CloudTrail, 2026-10-20 to 2026-11-18

      Opening the page changes nothing. If you reject, or nobody decides, nothing changes.",
          "keywords": [
            "Whittle",
            "approval-request",
          ],
          "nextSteps": [
            "Review and decide by 2026-11-15 00:00 UTC: <https://page.example/r/claims.signature|open the page>",
          ],
          "textType": "client-markdown",
          "title": "Approve? PatchManagerInstanceRole: Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5",
        },
        "metadata": {
          "additionalContext": {
            "Alarming": "No suspicious calls found. After the change, the role has no known way to give itself more permissions.",
            "Could break": "CloudTrail, AWS's log of calls, can't show whether these removed actions are used: logs:FilterLogEvents, logs:GetLogEvents, logs:GetLogRecord. Jobs that did not run in these 30 days may lose a permission they need.",
            "Evidence": "1,026 calls in CloudTrail, 2026-10-20 to 2026-11-18",
            "If it breaks": "For 3 days after the change, approvers get a message if it causes denied calls. They are not told of denied reads and writes of data, such as S3 objects, or of denied uses of the actions named under Could break. To undo the change, use the message that approvers get when it is done: it has a restore link (for 14 days) and a command.",
            "Kept": "logs:CreateLogGroup, logs:CreateLogStream, logs:DescribeLogGroups, logs:DescribeLogStreams, logs:PutLogEvents. Without proof of use: logs:PutLogEvents",
            "Policies": "CloudWatchLogsFullAccess is replaced with whittle-PatchManagerInstanceRole. Retained unchanged: AmazonSSMManagedInstanceCore",
            "Proof": "A test policy, made only from the calls of 20 October to 8 November, was tested on 339 later calls: 0 denied. The proposal is made from all calls.",
            "Questions": "No log shows whether the role uses these. Answer on the page, where you decide. Without your answer: On arn:aws:logs:us-east-1:111122223333:log-group:/aws/ssm/AWS-RunPatchBaseline: logs:FilterLogEvents, logs:GetLogEvents, logs:GetLogRecord are removed. On any resource: logs:FilterLogEvents, logs:GetLogEvents, logs:GetLogRecord, logs:PutLogEvents are removed. logs:PutLogEvents is kept on the resources that the new policy names.",
            "Removed": "2 permissions management, 65 write, 4 tagging, 29 read, 33 list actions",
            "To check": "Look at these before you decide: 3 removed actions whose use CloudTrail can't show, 1 action kept without proof.",
            "after": "Opening the page changes nothing. If you reject, or nobody decides, nothing changes.",
            "lead": "Role PatchManagerInstanceRole in AWS account 111122223333 has permissions (actions) that Whittle found no use of. Approve to remove them and keep the rest. Whittle trims IAM roles to the permissions they actually use. Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5. Decide by 2026-11-15 00:00 UTC. One approver is enough, for example you.",
            "link": "https://page.example/r/claims.signature",
            "linkWords": "Review and decide by 2026-11-15 00:00 UTC:",
          },
          "eventType": "approval-request",
          "relatedResources": [
            "arn:aws:iam::111122223333:role/PatchManagerInstanceRole",
          ],
          "summary": "Approve? PatchManagerInstanceRole: Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5",
          "threadId": "review-1",
        },
        "source": "custom",
        "version": "1.0",
      }
    `);
  });

  test("as a message in Block Kit", () => {
    expect(slackMessage(request)).toMatchInlineSnapshot(`
      {
        "blocks": [
          {
            "text": {
              "emoji": false,
              "text": "Approve? PatchManagerInstanceRole: Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5",
              "type": "plain_text",
            },
            "type": "header",
          },
          {
            "text": {
              "text": "Role PatchManagerInstanceRole in AWS account 111122223333 has permissions (actions) that Whittle found no use of. Approve to remove them and keep the rest. Whittle trims IAM roles to the permissions they actually use. Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5. Decide by 2026-11-15 00:00 UTC. One approver is enough, for example you.",
              "type": "mrkdwn",
              "verbatim": true,
            },
            "type": "section",
          },
          {
            "fields": [
              {
                "text": "*Alarming*
      No suspicious calls found. After the change, the role has no known way to give itself more permissions.",
                "type": "mrkdwn",
                "verbatim": true,
              },
              {
                "text": "*Could break*
      CloudTrail, AWS's log of calls, can't show whether these removed actions are used: logs:FilterLogEvents, logs:GetLogEvents, logs:GetLogRecord. Jobs that did not run in these 30 days may lose a permission they need.",
                "type": "mrkdwn",
                "verbatim": true,
              },
              {
                "text": "*If it breaks*
      For 3 days after the change, approvers get a message if it causes denied calls. They are not told of denied reads and writes of data, such as S3 objects, or of denied uses of the actions named under Could break. To undo the change, use the message that approvers get when it is done: it has a restore link (for 14 days) and a command.",
                "type": "mrkdwn",
                "verbatim": true,
              },
              {
                "text": "*Proof*
      A test policy, made only from the calls of 20 October to 8 November, was tested on 339 later calls: 0 denied. The proposal is made from all calls.",
                "type": "mrkdwn",
                "verbatim": true,
              },
              {
                "text": "*To check*
      Look at these before you decide: 3 removed actions whose use CloudTrail can't show, 1 action kept without proof.",
                "type": "mrkdwn",
                "verbatim": true,
              },
              {
                "text": "*Removed*
      2 permissions management, 65 write, 4 tagging, 29 read, 33 list actions",
                "type": "mrkdwn",
                "verbatim": true,
              },
              {
                "text": "*Kept*
      logs:CreateLogGroup, logs:CreateLogStream, logs:DescribeLogGroups, logs:DescribeLogStreams, logs:PutLogEvents. Without proof of use: logs:PutLogEvents",
                "type": "mrkdwn",
                "verbatim": true,
              },
              {
                "text": "*Questions*
      No log shows whether the role uses these. Answer on the page, where you decide. Without your answer: On arn:aws:logs:us-east-1:111122223333:log-group:/aws/ssm/AWS-RunPatchBaseline: logs:FilterLogEvents, logs:GetLogEvents, logs:GetLogRecord are removed. On any resource: logs:FilterLogEvents, logs:GetLogEvents, logs:GetLogRecord, logs:PutLogEvents are removed. logs:PutLogEvents is kept on the resources that the new policy names.",
                "type": "mrkdwn",
                "verbatim": true,
              },
              {
                "text": "*Policies*
      CloudWatchLogsFullAccess is replaced with whittle-PatchManagerInstanceRole. Retained unchanged: AmazonSSMManagedInstanceCore",
                "type": "mrkdwn",
                "verbatim": true,
              },
              {
                "text": "*Evidence*
      1,026 calls in CloudTrail, 2026-10-20 to 2026-11-18",
                "type": "mrkdwn",
                "verbatim": true,
              },
            ],
            "type": "section",
          },
          {
            "text": {
              "text": "Review and decide by 2026-11-15 00:00 UTC:",
              "type": "mrkdwn",
              "verbatim": true,
            },
            "type": "section",
          },
          {
            "elements": [
              {
                "action_id": "open-page",
                "text": {
                  "emoji": false,
                  "text": "Open the page",
                  "type": "plain_text",
                },
                "type": "button",
                "url": "https://page.example/r/claims.signature",
              },
            ],
            "type": "actions",
          },
          {
            "text": {
              "text": "Opening the page changes nothing. If you reject, or nobody decides, nothing changes.",
              "type": "mrkdwn",
              "verbatim": true,
            },
            "type": "section",
          },
          {
            "elements": [
              {
                "text": "Whittle, review review-1",
                "type": "mrkdwn",
                "verbatim": true,
              },
            ],
            "type": "context",
          },
        ],
        "text": "Approve? PatchManagerInstanceRole: Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5",
      }
    `);
  });
});

/** Every text that Slack reads as markup: of a notification and of a message. */
function markupsOf(notification: CustomNotification): string[] {
  const { content } = notification;
  const { text, blocks } = slackMessage(notification);
  return [content.title, content.description, ...(content.nextSteps ?? []), text, ...textsOf(blocks)];
}

function textsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(textsOf);
  if (typeof node !== "object" || node === null) return [];
  const own = "text" in node && typeof node.text === "string" && "type" in node && node.type === "mrkdwn" ? [node.text] : [];
  return [...own, ...Object.values(node).flatMap(textsOf)];
}

function faultsOf(message: Message): string[] {
  const notification = notificationOf(message);
  const markups = markupsOf(notification);
  const others = markups.map((markup) => markup.replaceAll(OUR_LINK, ""));
  const words = others.map((markup) => markup.replace(/```[^`]*```/g, "").replace(/^\*[A-Z][a-z ]+\*/gm, ""));
  return [
    ...others.filter((markup) => /[<>]/.test(markup)).map((markup) => `opens a mention or a link: ${markup}`),
    ...others.filter((markup) => /&(?!amp;|lt;|gt;)/.test(markup)).map((markup) => `a bare &: ${markup}`),
    ...words.filter((markup) => /[`*~]|@(channel|here|everyone)/i.test(markup)).map((markup) => `formats or calls: ${markup}`),
    ...words.filter((markup) => /:\/\/|\bwww\.[^.]/i.test(markup)).map((markup) => `a link: ${markup}`),
    ...(message.chat.isWellFormed() ? [] : ["half a character"]),
    ...(new TextEncoder().encode(message.chat).length > 200_000 ? ["too large for SNS"] : []),
    ...overLimits(notification),
  ];
}

/** Slack's limits: 150 characters a header, 3,000 a text, 2,000 a field, 10 fields, 50 blocks; and no text may be empty. */
function overLimits(notification: CustomNotification): string[] {
  const { blocks } = slackMessage(notification);
  const isOver = (text: string, most: number) => text === "" || text.length > most;
  const bad = blocks.filter((block) => {
    if ("fields" in block) return block.fields.length > 10 || block.fields.some(({ text }) => isOver(text, 2000));
    return "text" in block && isOver(block.text.text, block.type === "header" ? 150 : 3000);
  });
  return [...bad.map((block) => `over a limit: ${JSON.stringify(block)}`), ...(blocks.length > 50 ? ["too many blocks"] : [])];
}

describe("in chat, words of others stay words", () => {
  test.each(NASTY.map((words) => [JSON.stringify(words).slice(0, 60), words]))("%s", (_, words) => {
    expect(everyMessage(founding, words).flatMap(faultsOf)).toEqual([]);
  });

  test("whatever they are", () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        expect(everyMessage(founding, words).flatMap(faultsOf)).toEqual([]);
      }),
      runs(150),
    );
  });
});
