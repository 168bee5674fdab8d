import { describe, expect, test } from "vitest";
import { closing } from "#core/messages/closing.ts";
import { deniedMessage } from "#core/messages/denied.ts";
import { failureAlarm } from "#core/messages/failure.ts";
import { japanese } from "#core/messages/japanese/notice-words.ts";
import { rehearsalMessage, wouldDenyMessage } from "#core/messages/rehearsal.ts";
import { addedBackMessage, notRestoredMessage } from "#core/messages/restoring.ts";
import { slackMessage } from "#core/messages/slack/blocks.ts";
import type { CustomNotification } from "#core/messages/slack/custom-notification.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { asAction, asArn, asRoleName } from "#test/names.ts";
import { ASKING, foundingProposal, reviewOf } from "./proposals.ts";

const founding = await foundingProposal();
const decision = { verdict: "approved", at: founding.proposedAt, by: "ann@example.com", reason: "OK", proposalHash: "0" } as const;
const review = reviewOf(founding, { status: "applied", decision });
const restore = { link: "https://page.example/restore/1", expiresAt: ASKING.expiresAt };
const plan = { roleName: asRoleName(founding.role.name), roleArn: asArn(founding.role.arn), reviewId: review.id, steps: [] } as const;
const last = {
  kind: "denied",
  at: "2026-11-20T09:30:00.000Z",
  action: "logs:GetLogEvents",
  resources: ["arn:aws:logs:us-east-1:111122223333:log-group:a"],
  region: "us-east-1",
  session: "i-1",
  address: "10.0.0.1",
  userAgent: "aws-cli",
  eventId: "e",
} as const;
const denied = { count: 3, last };
const call = {
  action: asAction(last.action),
  count: 1,
  lastSeen: last.at,
  regions: [last.region],
  resources: [],
  withoutResource: 1,
  accounts: [],
  via: [],
};

const MESSAGES: readonly (readonly [string, Message])[] = [
  ["an applied change", closing(review, founding, japanese, { change: { plan, link: restore } })],
  ["a rejection", closing({ ...review, status: "rejected" }, founding, japanese, { times: { quietDays: 90, reviewCycleDays: 30 } })],
  ["a restore", closing({ ...review, status: "restored" }, founding, japanese, { asked: { by: "bob", reason: "夜間バッチ" } })],
  ["denied calls", deniedMessage({ review, actions: [denied], givenBack: [], isFull: true, isSuspicious: false }, japanese)],
  ["a rehearsal", rehearsalMessage(review, founding, ASKING.expiresAt, japanese)],
  ["an action that is back", addedBackMessage(review, ["logs:GetLogEvents"], { by: "bob", reason: "" }, japanese)],
  ["a refused restore", notRestoredMessage(review, "It was made anew.", { by: "bob", reason: "" }, japanese)],
  [
    "an alarm",
    failureAlarm(
      { review: { ...review, failure: { code: "RoleBusyError", message: "Busy.", step: "applying" } }, byHand: "aws iam x" },
      japanese,
    ),
  ],
];

describe("messages in Japanese", () => {
  test.each(MESSAGES)("%s has an English subject in ASCII and Japanese paragraphs", (_what, { subject, body }) => {
    expect(subject).toMatch(/^[A-Z][ -~]+$/);
    const ours = body.replace(/Busy\.|It was made anew\./, "").split("\n\n");
    const told = ours.filter((each) => !/^(?:aws|\[|https:)/.test(each.trim()) && each.trim() !== "");
    expect(told.length).toBeGreaterThan(0);
    for (const paragraph of told) expect(paragraph).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  });

  test("the closing message says what was done and how it is undone", () => {
    expect(MESSAGES[0]?.[1].body).toMatchInlineSnapshot(`
      "PatchManagerInstanceRole: ann@example[.]com の承認により、新しいポリシー
      をアタッチし、古いポリシーをデタッチしました。コメント: OK

      ■ 懸念
      不審な呼び出しは見つかりませんでした。変更後、ロールが自身の権限を増やす
      既知の方法はありません。

      ■ 影響の可能性
      CloudTrail（AWS の操作ログ）から利用が分からないまま削除されるもの:
      logs:FilterLogEvents、logs:GetLogEvents、logs:GetLogRecord。30日間に実行
      されなかった処理は、必要な権限を失う可能性があります。

      ■ 証明
      2026年10月20日から2026年11月8日までの呼び出しだけから作成したテスト用の
      ポリシーを、その後の339回の呼び出しで試しました。拒否は0回です。提案はす
      べての呼び出しから作成しています。

      ■ 確認事項
      削除されるアクションのうち、CloudTrail から利用が分からないもの 3件、証
      明なしで維持するアクション 1件。

      ■ 削除
      アクセス許可の管理 2件、書き込み 65件、タグ付け 4件、読み取り 29件、リス
      ト 33件

      ■ 維持
      logs:CreateLogGroup、logs:CreateLogStream、logs:DescribeLogGroups、
      logs:DescribeLogStreams、logs:PutLogEvents（利用の証明なし:
      logs:PutLogEvents）

      ■ 質問
      次の権限が使われているかどうかは、ログからは分かりません:
      ・
      arn:aws:logs:us-east-1:111122223333:log-group:/aws/ssm/AWS-RunPatchBaseline
      に対する logs:FilterLogEvents、logs:GetLogEvents、logs:GetLogRecord: 削
      除
      ・すべてのリソース に対する logs:FilterLogEvents、logs:GetLogEvents、
      logs:GetLogRecord、logs:PutLogEvents: 削除（logs:PutLogEvents は、新しい
      ポリシーが指定するリソースでは維持します）

      ■ ポリシー
      CloudWatchLogsFullAccess を whittle-PatchManagerInstanceRole に置き換え
      ます。他のポリシーは変更しません（AmazonSSMManagedInstanceCore）。

      ■ 証拠
      CloudTrail の呼び出し1,026回、2026年10月20日から2026年11月18日まで

      問題が起きた場合は、次のページでロールを元に戻せます（リンクの期限は2026
      年11月15日 00:00 UTCです。ページを開いても何も変更されません）:

      https://page.example/restore/1

      AWS CLI だけでロールを元に戻すコマンド（アカウント 111122223333 の認証情
      報で実行してください）:

      必要な操作はありません。変更前にできた呼び出しが拒否されると、復元リンク
      付きのメッセージが届きます。

      レビュー review-1、AWSアカウント 111122223333
      "
    `);
  });

  test("the message about a denied call names it, its caller and its time", () => {
    expect(MESSAGES[3]?.[1].body).toMatchInlineSnapshot(`
      "ポリシーの変更後、ロール PatchManagerInstanceRole の logs:GetLogEvents
      が3回拒否されました。変更前は許可されていた呼び出しです。

      ■ リソース
      arn:aws:logs:us-east-1:111122223333:log-group:a

      ■ 呼び出し元
      i-1（10.0.0.1）

      ■ クライアント
      aws-cli

      ■ 時刻
      2026年11月20日 09:30 UTC（us-east-1）

      1件のレビューで記録する拒否は500件までです。以降は数えていません。すべて
      の記録は CloudTrail にあります。

      レビュー review-1、AWSアカウント 111122223333
      "
    `);
  });

  test("Slack's message is in Japanese down to its button and its last line", () => {
    const notification: CustomNotification = JSON.parse(MESSAGES[0]?.[1].chat ?? "");
    const text = JSON.stringify(slackMessage(notification).blocks);
    expect(text).toContain("ページを開く");
    expect(text).toContain("Whittle、レビュー");
  });

  test("a rehearsed call that would be denied says that nothing broke", () => {
    const telling = { review, action: last.action, resources: last.resources, call, session: "i-1", address: "10.0.0.1", count: 1 };
    expect(wouldDenyMessage(telling, japanese).body).toContain("影響はありません");
  });
});
