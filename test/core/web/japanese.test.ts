import { describe, expect, test } from "vitest";
import { approvalRequest, escalation, reminder } from "#core/messages/approval.ts";
import { digest } from "#core/messages/digest.ts";
import { japanese } from "#core/messages/japanese/words.ts";
import { languageOf } from "#core/messages/words.ts";
import { approvalApp } from "#core/web/app.ts";
import { ASKING, adminProposal, foundingProposal } from "#test/core/messages/proposals.ts";
import { askedFive } from "#test/page/asked-five.ts";
import { ADMIN_ROLE } from "#test/page/served.ts";
import { type Door, decidingDoor, posted, restoringDoor } from "./doors.ts";

const JA = { headers: { "accept-language": "ja,en;q=0.8" } };
const words = japanese;
const probing = { kind: "probing", by: "region", actions: [], sources: ["us-east-1"], calls: 5, worksIn: ["eu-west-1"] } as const;

/** Three English words in a row, outside names, code and titles of AWS documents, are a sentence that nobody translated. */
function englishIn(text: string): readonly string[] {
  return text.match(/(?<![\w:/.*-])[A-Za-z']+ [a-z']+ [a-z']+(?![\w:/*-])/g) ?? [];
}

function textOf(html: string): string {
  const body = html.replace(/<(style|pre|code|svg)[\s\S]*?<\/\1>|（[^（）]*(?:Guide|Reference)[^（）]*）/g, "");
  return body.replace(/ value="[^"]*"/g, "").replace(/<(?!\w+[^>]* aria-label)[^>]+>/g, "\n");
}

describe("the page of a browser that asks for Japanese", () => {
  const doors: readonly (readonly [string, () => Promise<Pick<Door, "ask" | "link">>])[] = [
    ["a review", () => decidingDoor()],
    ["AdministratorAccess", () => decidingDoor(ADMIN_ROLE)],
    [
      "a review with questions",
      async () => {
        const review = await askedFive();
        const app = approvalApp(review.ports, () => undefined);
        return { link: review.link, ask: async (path) => app.fetch(new Request(path, JA)) };
      },
    ],
    ["a change to restore", () => restoringDoor()],
  ];

  test.each(doors)("says so, and holds no English sentence: %s", async (_, open) => {
    const { ask, link } = await open();
    const html = await (await ask(link, JA)).text();
    expect(html).toContain('<html lang="ja">');
    expect(englishIn(textOf(html))).toEqual([]);
  });

  test("also after each button, and where the matter has ended", async () => {
    for (const open of [decidingDoor, restoringDoor]) {
      const door = await open();
      const body = await door.form();
      const pages = [
        await door.ask(door.link, posted("token=x", JA.headers)),
        await door.ask(door.link, posted(body, JA.headers)),
        await door.ask(door.link, JA),
        await door.ask(`${door.link}x`, JA),
        await door.ask("/nothing", JA),
      ];
      for (const page of pages) {
        const html = await page.text();
        expect([html.includes('<html lang="ja">'), englishIn(textOf(html))]).toEqual([true, []]);
      }
    }
  });

  test("is told in the page itself what is missing", async () => {
    const door = await decidingDoor();
    const html = await (await door.ask(door.link, posted(await door.form({ verdict: "reject" }), JA.headers))).text();
    expect(html).toContain("却下するにはコメントを入力してください");
  });
});

test.each([
  ["ja", "ja"],
  ["ja-JP,ja;q=0.9,en;q=0.8", "ja"],
  ["en-GB,en;q=0.9,ja;q=0.8", "en"],
  ["fr,ja;q=0.5,en;q=0.4", "ja"],
  ["ja;q=0,en", "en"],
  ["JA", "ja"],
  ["*", "en"],
  ["", "en"],
  ["jav", "en"],
  [undefined, "en"],
] as const)("of %s, the language is %s", (header, language) => {
  expect(languageOf(header)).toBe(language);
});

describe("a request for approval in Japanese", () => {
  test("holds no English sentence, its subject is ASCII, and its lines fit", async () => {
    const founding = await foundingProposal();
    const proposals = [founding, await adminProposal(), { ...founding, suspicious: [probing] }];
    for (const proposal of proposals) {
      const asking = { ...ASKING, words };
      const entry = { proposal, link: ASKING.link };
      const messages = [
        approvalRequest(proposal, asking),
        reminder(proposal, asking),
        escalation(proposal, { ...asking, afterHours: 48 }),
        digest([entry, entry], { cycleId: "c", expiresAt: ASKING.expiresAt, words }),
      ];
      for (const { subject, body, chat } of messages) {
        expect([englishIn(body), body.includes("[.]")]).toEqual([[], false]);
        expect(subject).toMatch(/^[\x20-\x7e]+$/);
        expect(JSON.parse(chat).metadata.additionalContext.language).toBe("ja");
      }
    }
  });

  test("reads in the founding scenario", async () => {
    const { subject, body } = approvalRequest(await foundingProposal(), { ...ASKING, words });
    expect(`Subject: ${subject}\n\n${body}`).toMatchInlineSnapshot(`
      "Subject: Approve? PatchManagerInstanceRole: Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5

      AWS アカウント 111122223333 のロール PatchManagerInstanceRole には、利用
      が確認できなかった権限（アクション）があります。承認すると、それを削除し、
      残りを維持します。（Whittle は、IAM ロールの権限を実際に使われているもの
      だけに絞るサービスです。）

      アクション138個のうち133個を削除（主に CloudWatch Logs）、5個を維持しま
      す。判断の期限は2026年11月15日 00:00 UTCです。承認者1名（あなたでも可）
      の承認で決まります。

      ■ 懸念
      不審な呼び出しは見つかりませんでした。変更後、ロールが自身の権限を増やす
      既知の方法はありません。

      ■ 影響の可能性
      CloudTrail（AWS の操作ログ）から利用が分からないまま削除されるもの:
      logs:FilterLogEvents、logs:GetLogEvents、logs:GetLogRecord。30日間に実行
      されなかった処理は、必要な権限を失う可能性があります。

      ■ 問題が起きたら
      変更後3日間は、変更が原因で呼び出しが拒否されると承認者に通知します。S3
      オブジェクトなど、データの読み書きの拒否や、「影響の可能性」に挙げたアク
      ションの拒否は検出できません。変更の完了時に承認者に届くメッセージの復元
      リンク（14日間有効）かコマンドで、元に戻せます。

      ■ 証明
      2026年10月20日から2026年11月8日までの呼び出しだけから作成したテスト用の
      ポリシーを、その後の339回の呼び出しで試しました。拒否は0回です。提案はす
      べての呼び出しから作成しています。

      ■ 確認事項
      判断の前に、次の点を確認してください。削除されるアクションのうち、
      CloudTrail から利用が分からないもの 3件、証明なしで維持するアクション 1
      件。

      ■ 削除
      アクセス許可の管理 2件、書き込み 65件、タグ付け 4件、読み取り 29件、リス
      ト 33件

      ■ 維持
      logs:CreateLogGroup、logs:CreateLogStream、logs:DescribeLogGroups、
      logs:DescribeLogStreams、logs:PutLogEvents（利用の証明なし:
      logs:PutLogEvents）

      ■ 質問
      次の権限が使われているかどうかは、ログからは分かりません。判断のページで
      回答してください。回答がない場合:
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

      2026年11月15日 00:00 UTCまでに、次のページで確認して判断してください。

      https://page.example/r/claims.signature

      ページを開いても何も変更されません。却下した場合や、判断がない場合は、何
      も変更しません。

      レビュー review-1、AWSアカウント 111122223333
      "
    `);
  });
});
