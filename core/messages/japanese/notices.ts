import { thousands } from "#core/text.ts";
import type { notices as english } from "../english/notices.ts";
import { items, someOf, times } from "./form.ts";

const TO_KEEP = "必ず維持するアクションは、ロールのタグ whittle:keep で指定してください。";
const FORMS = { "pull-request": "プルリクエスト", issue: "issue" } as const;

/** Messages that report, in Japanese. */
export const notices: typeof english = {
  somebody: "承認者",
  comment: (reason) => `コメント: ${reason}`,
  byHand: (account) =>
    account === "*"
      ? "AWS CLI だけで許可セットを元に戻すコマンド（IAM Identity Center のアカウントとリージョンで実行してください）:"
      : `AWS CLI だけでロールを元に戻すコマンド（アカウント ${account} の認証情報で実行してください）:`,
  restoreLink: (purpose, instant) => `${purpose}（リンクの期限は${instant}です。ページを開いても何も変更されません）:`,
  closing: {
    applied: ({ by, comment }) => ({
      short: "適用済み",
      long: `${by} の承認により、新しいポリシーをアタッチし、古いポリシーをデタッチしました。${comment}`,
      next: "必要な操作はありません。変更前にできた呼び出しが拒否されると、復元リンク付きのメッセージが届きます。",
    }),
    emptied: ({ by, comment }) => ({
      short: "適用済み",
      long: `${by} の承認により、すべてのポリシーをデタッチしました。${comment}`,
      next: "誰も必要としない場合は、ロールを削除してください。呼び出しが拒否されると、復元リンク付きのメッセージが届きます。",
    }),
    restored: (requested) => ({
      short: "復元済み",
      long: `古いポリシーを再びアタッチし、新しいポリシーをデタッチしました。${requested}`,
      next: `次のレビューで、ロールの利用を再度確認します。${TO_KEEP}`,
    }),
    rejected: ({ by, comment }, again) => ({
      short: "却下",
      long: `${by} が提案を却下しました。何も変更していません。${comment}`,
      next: `${again}${TO_KEEP}`,
    }),
    expired: (again) => ({ short: "期限切れ", long: "期限までに判断がなかったため、何も変更していません。", next: again }),
    failed: (by, message) => ({
      short: "失敗",
      long: `${by} が承認した変更を実施できませんでした。 ${message}`,
      next: "運用担当者に通知しました。次のサイクルでロールを再度レビューします。",
    }),
    canaryUndone: (reason) => ({
      short: "変更なし",
      long: reason,
      next: "カナリアのロールに何が不足していたかを確認してください。このロールを再度レビューするには、ロール名を指定してサイクルを開始してください。",
    }),
    withdrawn: (reason) => ({
      short: "対象外",
      long: reason,
      next: "再度レビューするには、ロールにタグを付け直すか、除外対象から外してください。",
    }),
    notUsed: (reason) => ({
      short: "未使用",
      long: reason,
      next: "誰も必要としない場合は、ロールを削除してください。まれな処理や緊急時のためのロールなら、必要な操作はありません。",
    }),
    dryRun: (reason) => ({
      short: "ドライラン",
      long: `承認は依頼せず、何も変更していません。${reason}`,
      next: "承認を依頼するには、dryRun なしでサイクルを開始してください。",
    }),
    unchanged: (reason) => ({ short: "変更の必要なし", long: reason, next: "必要な操作はありません。" }),
    quiet: (days) => `新しい事実がない限り、同じ提案は${thousands(days)}日間送信しません。`,
    again: (days) => (days === undefined ? "次のレビューで再度お願いします。" : `${thousands(days)}日後の次のレビューで再度お願いします。`),
    unchecked: (because) =>
      `提案から変更までのロールの利用を確認できませんでした。${because}呼び出しが拒否された場合は、ロールを復元してください。`,
    restore: "問題が起きた場合は、次のページでロールを元に戻せます",
  },
  denied: {
    titleOfOne: (roleName, action) => `【変更後の拒否】${roleName}: ${action}`,
    leadOfOne: (roleName, action, count) =>
      `ポリシーの変更後、ロール ${roleName} の ${action} が${times(count)}拒否されました。変更前は許可されていた呼び出しです。`,
    titleOfMany: (roleName, count) => `【変更後の拒否】${roleName}: アクション${items(count)}`,
    leadOfMany: (roleName, count) =>
      `ポリシーの変更後、ロール ${roleName} の${items(count)}のアクションが拒否されました。変更前は許可されていた呼び出しです。`,
    labels: {
      resource: "リソース",
      caller: "呼び出し元",
      client: "クライアント",
      time: "時刻",
      actions: "アクション",
      also: "その他",
    },
    noResource: "記録にありません",
    caller: (session, address) => `${session || "名前のないセッション"}（${address || "不明なアドレス"}）`,
    client: (agent) => agent || "不明",
    time: (instant, region) => `${instant}${region === "" ? "" : `（${region}）`}`,
    action: (action, count, last) => `${action} ${times(count)}、最後の呼び出し: ${last}`,
    between: "／",
    some: someOf,
    givenBack: (names) => `${names} を自動的に復元します（RestoreOnDenied）。`,
    revert: "変更はコードで行われました。元に戻すには、次の変更を取り消してデプロイしてください:",
    full: (most) => `1件のレビューで記録する拒否は${items(most)}までです。以降は数えていません。すべての記録は CloudTrail にあります。`,
    restore: "拒否された権限だけ、またはすべてを、次のページで元に戻せます",
    restoreOnly: "ページを使わずに、拒否された権限だけを復元するコマンド:",
    restoreAll: "レビューで削除したすべての権限を復元するコマンド:",
  },
  rehearsal: {
    title: (roleName, what) => `【リハーサル】${roleName}: ${what}`,
    lead: (roleName, until) =>
      `ロール ${roleName} に新しいポリシーをアタッチしました。古いポリシーは${until}まで残ります。それまでロールの権限は変わらず、各呼び出しが変更後のポリシーでも許可されるかを確認します。`,
    after:
      "必要な操作はありません。拒否される呼び出しがあれば、メッセージが届き、再度承認をお願いします。なければ、期限に古いポリシーをデタッチします。",
    wouldDenyTitle: (roleName, action) => `【リハーサル】${roleName} は ${action} を利用しています`,
    wouldDenyLead: (roleName, action, count) =>
      `承認された変更では、ロール ${roleName} の ${action} が拒否されます。承認後に${times(count)}呼び出されました。古いポリシーが残っているため、影響はありません。`,
    noTime: "記録にありません",
    wouldDenyAfter: "変更は保留します。1日以内に、この呼び出しと、それまでに見つかった呼び出しを維持する新しい提案の承認をお願いします。",
  },
  restoring: {
    addedBackTitle: (roleName, actions) => `【権限の復元】${roleName}: ${actions.join("、")}`,
    addedBack: (roleName, actions, asked) =>
      `ロール ${roleName} の ${actions.join("、")} を、変更前の範囲で復元しました。他は承認されたままです。${asked}`,
    addedBackAfter: "今後のレビューでは、これらのアクションを維持します。",
    refusedTitle: (roleName) => `【復元できません】${roleName}`,
    refused: (roleName, because) => `ロール ${roleName} は変更していません。 ${because}`,
    refusedAfter: "復元リンクを開き直すと、ロールの現在の状態と選択肢が表示されます。",
    stoppedTitle: (roleName) => `【復元の失敗】${roleName}`,
    stopped: (roleName, because) => `ロール ${roleName} の復元が途中で停止しました。 ${because}`,
    stoppedAfter: "運用担当者に、ロールを元に戻すコマンドを通知しました。",
  },
  failure: {
    reviewTitle: (roleName, code) => `【レビューの失敗】${roleName}: ${code}`,
    review: (roleName, step) => `ロール ${roleName} のレビューが、状態「${step}」で失敗しました。`,
    reviewAfter: "次のサイクルでロールを再度レビューします。",
    restoreTitle: (roleName, code) => `【復元の失敗】${roleName}: ${code}`,
    restore: (roleName) => `ロール ${roleName} の復元の依頼が失敗しました。レビューは依頼前の状態のままです。`,
    restoreAfter: "復元は再度依頼できます。そのときのロールの状態から実施します。",
  },
  code: {
    patchTitle: (roleName) => `【承認済み、コードの変更が必要です】${roleName}`,
    patch: (roleName, owner) =>
      `ロール ${roleName} はコードで管理されています（${owner}）。手動の変更は次のデプロイで元に戻るため、AWS は変更していません。`,
    patchWay: "次のパッチをコードに適用し、デプロイしてください:",
    openedTitle: (roleName, form) => `【承認済み、${FORMS[form]}を作成】${roleName}`,
    opened: (roleName, owner, form) =>
      `ロール ${roleName} はコードで管理されています（${owner}）。手動の変更は次のデプロイで元に戻るため、AWS は変更せず、${FORMS[form]}を作成しました。`,
    openedWay: {
      "pull-request": "マージして、コードをデプロイしてください:",
      issue: "コードを変更して、デプロイしてください:",
    },
    asPatch: "変更のパッチ:",
    openedAfter: "ロールの権限が承認内容と一致すると、メッセージが届き、拒否された呼び出しの監視を始めます。",
    deployedTitle: (roleName, what) => `【コードで適用済み】${roleName}: ${what}`,
    deployed: (roleName, by) => `ロール ${roleName} のコードがデプロイされ、${by} が承認した権限と一致しました。`,
    deployedWay: "元に戻すには、次の変更を取り消してデプロイしてください:",
    deployedAfter: "必要な操作はありません。変更前にできた呼び出しが拒否されると、メッセージが届きます。",
    notDeployedTitle: (roleName) => `【未適用】${roleName}`,
    notDeployedWay: { "pull-request": "プルリクエスト:", issue: "issue:" },
    notDeployedAfter: "次のレビューで再度お願いします。",
  },
};
