import { thousands } from "#core/text.ts";
import type { page as english } from "../english/page.ts";
import { ownerText } from "./findings.ts";
import { items, times } from "./form.ts";
import { LEVELS } from "./levels.ts";

/** The page's own texts in Japanese. */
export const page: typeof english = {
  account: (id) => (id === "*" ? "許可セット" : `アカウント ${id}`),
  unreachable: (id) => ({
    title: `アカウント ${id} に接続できません`,
    text: `アカウント ${id} のロールを読み取れません。何も変更されていません。`,
    next: "運用担当者に連絡してください。不足しているものは whittle doctor で分かります。ロールを手動で復元するコマンドは、変更のお知らせにあります。",
  }),
  reviewOf: (roleName) => `${roleName} のレビュー`,
  reviewId: (id) => `レビュー ${id}`,
  nothingChanged: "このページを開いても何も変更されません。",
  roleLead: "ロール ",
  setLead: "許可セット ",
  afterRole: " ",
  separator: "、",
  nothing: "なし",
  unnamed: () => "サインインしていない判断者",
  andMore: (count) => `他${items(count)}`,
  names: (count) => `${thousands(count)}件の名前`,
  labels: {
    summary: "概要",
    alarming: "懸念",
    proof: "証明",
    toCheck: "確認事項",
    couldBreak: "影響の可能性",
    questions: "質問",
    ifItBreaks: "問題が起きたら",
    decide: "判断",
    removed: "削除",
    replaced: "置き換え前",
    fresh: "新規",
    retained: "変更なし",
    evidence: "証拠",
    role: "ロール",
    by: "判断者",
    when: "日時",
    comment: "コメント",
    answers: "回答",
  },
  suspicious: "不審なアクティビティ",
  moreSignsBelow: (count) => `他に${items(count)}の兆候があります（下記）。`,
  questionCount: (count) => `${thousands(count)}件の質問`,
  questionsLeft: "には、ログからは答えが出ません。回答がない場合は、記載の既定値を適用します。",
  patchBelow: "承認しても AWS は変更されません。下のパッチを参照してください。",
  detached: "（デタッチします）",
  attached: "（代わりにアタッチします）",
  unchanged: "（変更しません）",
  noOtherPolicy: "他のポリシーはありません",
  noneFresh: (isUnused) => (isUnused ? "なし（ロールは使われていません）" : "なし（使われている権限は、維持するポリシーが許可します）"),
  checks: { title: "証明、再現、検査", results: { pass: "✓ 合格", warn: "! 要確認", fail: "✗ 不合格", skipped: "– 省略" } },
  policies: {
    title: "変更前後のポリシー",
    lines: "変更箇所（行単位）",
    fresh: (name) => `新規: ${name}`,
    size: (size, limit) => `${thousands(size)} / ${thousands(limit)} 文字`,
    moreLines: (count) => `他${thousands(count)}行`,
    asBefore: (count) => `変更なし ${thousands(count)}行`,
  },
  plan: {
    steps: "承認後の手順",
    title: "承認すると行われること",
    ownedByCode: (owner) =>
      `このロールはコードで管理されています（${ownerText(owner)}）。コードも変更しないと、次のデプロイで変更が元に戻る可能性があります。`,
    handedOver: (owner) =>
      `このロールはコードで管理されています（${ownerText(owner)}）。手動の変更は次のデプロイで元に戻るため、承認しても AWS は変更されません。コードに適用する次のパッチを承認者に送信します。`,
    pullRequest: (owner) =>
      `このロールはコードで管理されています（${ownerText(owner)}）。手動の変更は次のデプロイで元に戻るため、承認しても AWS は変更されません。運用者またはロールのタグが指定するリポジトリに、プルリクエストまたは issue を作成します。指定がない場合は、パッチを承認者に送信します。変更内容は次のとおりです。`,
    undo: "元に戻す方法",
    undoText: (isLocal) =>
      isLocal
        ? "この変更を AWS で行った場合、AWS CLI だけで次のように元に戻せます。"
        : "完了メッセージのリンクから、すべて元に戻せます。AWS CLI だけで戻すこともできます。",
  },
  removed: {
    title: "削除する権限",
    none: "削除するアクションはありません。リソースだけを限定します。",
    accessLevel: "アクセスレベル",
    actions: "アクション数",
    service: "サービス",
    levels: "内訳",
    separator: "、",
    level: (level) => LEVELS[level],
    levelCount: (level, count) => `${LEVELS[level]} ${items(count)}`,
    count: (count) => `アクション${items(count)}`,
    ofServices: (count) => `（${thousands(count)}サービス、サービスとアクセスレベル別）`,
  },
  kept: {
    title: "維持する権限とその理由",
    none: (isUnused) =>
      isUnused
        ? "なし（ロールは使われていません）。"
        : "置き換えるポリシーからはありません。使われている権限は、維持するポリシーが許可します。",
    more: (count) => `他${items(count)}。すべて新しいポリシーに記載されています。`,
    withoutProof: "証明なし",
    on: "対象: ",
    today: "（現在: ",
    todayEnd: "）",
    everyResource: "すべてのリソース",
    moreResources: (count) => `、他${items(count)}`,
    underConditions: "（条件付き）",
  },
  doubts: {
    title: "最初に確認すること",
    escalations: "権限昇格: ロール自身の権限を増やせるものが残ります",
    byRetained: "維持するポリシーが許可しています。",
    byUse: "ロールが使用した、または必要とするため維持します。",
    unproven: "証明なしで維持: 利用の記録はありません",
    denied: "テストしたポリシーが拒否した、後の呼び出し",
    deniedCall: (count, what) => `、${times(count)}: ${what}`,
    gaps: "証拠の不足",
    notes: "備考",
  },
  questions: {
    title: "質問",
    intro: "次の権限が使われているかどうかは、ログからは分かりません。",
    tick: "維持するものにチェックを付けてください。チェックのないものは削除します。承認すると、この回答のとおりに実施します。このページの件数とポリシーは、ページを開いたときのチェックに基づきます。",
    answeredBy: (by) => `以下は ${by} の回答です。承認するには、この回答を確認してください。2名の回答は同じでなければなりません。`,
    notAllFit: ({ managed, inline }) =>
      `すべてを維持すると、ロールに追加できる管理ポリシー${items(managed)}とインラインポリシー${thousands(inline)}文字に収まりません。回答が収まらない場合はページに表示し、判断は記録しません。`,
    answeredBefore: "（提案の前に回答済み）。",
    fixed: "。変えるには、却下したうえで、許可セットのタグ whittle:keep にアクションを指定してください。",
    verdict: (isKept) => (isKept ? "維持" : "削除"),
    default: "（既定）",
    on: "",
    keep: " に対する ",
    keepEnd: " を維持する",
    byDefault: (isKept) => (isKept ? "（既定では維持）" : "（既定では削除）"),
    adds: (levels) => `維持すると、${levels.map(([level, count]) => `${LEVELS[level]} ${items(count)}`).join("、")}が加わります。`,
    otherAnswers: (by) =>
      `判断は記録していません。${by} の回答と異なります。その回答をチェックボックスに表示しました。確認して承認するか、却下してください。`,
    doNotFit:
      "判断は記録していません。この回答は、ロールに追加できる管理ポリシーに収まりません。維持するものを減らして、もう一度承認してください。",
  },
  decide: {
    title: "判断",
    until: (instant, who) => `期限は${instant}です。${who}却下した場合や、判断がない場合は、何も変更しません。`,
    canUndo: "承認後に元に戻せます（「問題が起きたら」を参照）。",
    alarming: "不審なアクティビティがあります。先に確認してください。",
    comment: "コメント",
    required: "（却下する場合は必須）",
    approve: "承認",
    reject: "却下",
    commentNeeded: "却下するにはコメントを入力してください。次の提案で理由を考慮します。",
    cannot: "あなたはこれを承認できません",
    cannotDecide: "あなたはこれを判断できません",
    canReject: "却下はできます。",
    notDecided: "判断は記録していません。",
    nothingDecided: "判断は記録していません。提案を却下することはできます。",
    once: "1名が承認済み",
    oneMore: "もう1名の承認が必要です。",
  },
  decided: {
    oneMore: "もう1名の承認が必要です",
    second: "2人目の承認者の承認が必要です。それまで何も変更しません。どの承認者も却下できます。",
    approvedBy: "承認者:",
    identity: (subject, issuer) => `（${issuer} の subject ${subject}）`,
    verdict: { approved: "承認済み", rejected: "却下済み", expired: "期限切れ" },
    this: (verdict) => `この提案は${verdict}です`,
    rejected: "何も変更しません。",
    expired: "何も変更していません。次のレビューで再度お願いします。",
    applied: "新しいポリシーがアタッチされました。完了メッセージのリンクから元に戻せます。",
    appliedHere: "アカウントのコピーに変更を適用します。AWS は変更しません。結果はターミナルに表示されます。",
    failed: "変更に失敗しました。ロールの状態を運用担当者に通知しました。",
    postponed: (instant, because) =>
      `${because === undefined ? `変更は、${instant}に始まる変更ウィンドウで行います。` : `1日の変更数の上限に達したため、変更は${instant}以降に行います。`}そのときにロールを再確認してから変更し、完了するとメッセージが届きます。`,
    inCode: (url) => `ロールのコードに変更を依頼しました: ${url} マージとデプロイを待っています。完了するとメッセージが届きます。`,
    canaries: (roleNames) =>
      `カナリアのロール（${roleNames}）を先に変更します。それらのレビューが終わると、この変更を行います。カナリアの変更が元に戻された場合は行いません。いずれの場合もメッセージが届きます。`,
    applying: "変更しています。先に新しいポリシーをアタッチし、最後に古いポリシーをデタッチします。完了するとメッセージが届きます。",
  },
  obstacles: {
    "two-unknown":
      "異なる2名の承認が必要ですが、リンクでは承認者を区別できません。運用担当者は ApproverSignIn=oidc でデプロイするか、ロールからタグ whittle:approvers を外せます。",
    own: "あなた自身がこのロールを使えます。",
    trusted: (role, trusted) => `${role} の信頼ポリシーは ${trusted} に引き受けを許可しています。`,
    unknown:
      "プロバイダーから届いたあなたの IAM プリンシパルが多すぎて保持できないため、あなた自身がこのロールを使えるかどうかを判断できません。",
    "holds-set": "あなたはこの許可セットに、直接またはグループを通じて割り当てられています。",
    "holder-unknown":
      "IAM Identity Center にあなたのメールアドレスのユーザーがいないため、あなたがこの許可セットに割り当てられているかどうかを判断できません。",
    notResponsible: (groups) =>
      `このロールについて判断できるのは、グループ ${groups.join("、")} の承認者だけです。アカウントまたは所有者に専任の承認者が決められています。`,
    another: "別の承認者の承認が必要です。",
    approved: "あなたは承認済みです。変更するには、もう1名の承認が必要です。",
  },
  signedIn: { as: (who) => `${who} としてサインインしています。`, all: "レビュー一覧", out: "サインアウト" },
};
