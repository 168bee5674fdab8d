import type { Ineligible, OutcomeReason, ReasonOf } from "#core/review/model/outcome.ts";
import { gapText, ownerText } from "./findings.ts";
import { daysText, dayText, items, someOf, times } from "./form.ts";

const MOST_POLICIES = 10;

/** Why a review has its outcome, or why it ended. */
export function outcomeText(reason: OutcomeReason): string {
  switch (reason.id) {
    case "too-new":
      return `${someOf(reason.policies, MOST_POLICIES)} はアタッチされてから日が浅く、まだ判断できません。次のレビューで再度確認します。`;
    case "nothing-replaced":
      return nothingReplaced(reason);
    case "too-little-known":
      return `情報が足りないため判断できません。${reason.gaps.map(gapText).join("")}${lastUseText(reason)}`;
    case "no-activity":
      return noActivity(reason);
    case "refined-already":
      return "前回のレビューで作成したポリシーが、現在もロールの利用と一致しています。";
    case "replaced":
      return replaced(reason);
    case "unused":
      return `ロールは${daysText(reason.days)}使われていません。${reason.detached.join("、")} をデタッチし、${items(reason.removed)}のアクションをすべて削除します。`;
    case "rejected-before":
      return `${dayText(reason.on)}に ${reason.by} が却下し、その後の変化はありません。${dayText(reason.until)}以降に再度お願いします。`;
    case "withdrawn":
      return `${reason.rehearsed ? "リハーサル中にロールが対象から外れました。新しいポリシーをデタッチし、他は変更していません。" : "承認された変更の前にロールが対象から外れたため、何も変更していません。"}${ineligibleText(reason.because)}`;
    case "canary-undone":
      return `カナリアのロール ${someOf(reason.roleNames, MOST_POLICIES)} の変更が元に戻されたため、何も変更していません。`;
    case "handed-over":
      return `ロールはコードで管理されているため（${ownerText(reason.owner)}）、変更をパッチとして渡しました。`;
    case "not-deployed":
      return notDeployed(reason);
    case "stack-removed":
      return "このレビューの途中で Whittle が削除されました。ロールからは何も削除していません。";
    case "account-left":
      return `アカウント ${reason.account} はレビューの対象ではなくなりました（${reason.state === undefined ? "スタックの組織単位に属していません" : `AWS Organizations での状態は ${reason.state} です`}）。ロールからは何も削除していません。`;
    default:
      return ineligibleText(reason);
  }
}

function notDeployed({ because, form, days }: ReasonOf<"not-deployed">): string {
  const name = form === "issue" ? "issue" : "プルリクエスト";
  switch (because) {
    case "closed":
      return `${name}が変更なしで閉じられました。Whittle は AWS を変更していません。`;
    case "not-merged":
      return `${name}が${daysText(days)}以内に完了しませんでした。Whittle は AWS を変更していません。`;
    case "merged-only":
      return `${name}は完了しましたが、${daysText(days)}以内にロールの権限が承認内容と一致しませんでした。デプロイと、古いポリシーがコードに残っていないかを確認してください。Whittle は AWS を変更していません。`;
  }
}

function replaced({ replaced: old, by, kept, removed }: ReasonOf<"replaced">): string {
  const fresh = by.length === 0 ? "なし（維持するポリシーで足ります）" : by.join("、");
  return `${old.join("、")} を ${fresh} に置き換えます。維持するアクションは${items(kept)}、削除するアクションは${items(removed)}です。`;
}

function ineligibleText(reason: Ineligible): string {
  switch (reason.id) {
    case "unreadable":
      return reason.error;
    case "service-linked":
      return "サービスにリンクされたロールのため、所有する AWS サービスだけが変更できます。";
    case "reserved-by-aws":
      return "AWS が予約しているロールです（IAM Identity Center が作成します）。許可セットを変更してください。";
    case "of-whittle":
      return "Whittle 自身のロールです。";
    case "management-account":
      return `管理アカウント ${reason.account} にプロビジョニングされており、AWS ではそのアカウントだけがこの許可セットを変更できます。そこでの割り当てを外すか、管理アカウントに許可セット用のスタックをデプロイしてください。`;
    case "excluded":
      return `パターン ${reason.pattern} によりレビューの対象外です。`;
    case "untagged":
      return `タグ ${reason.key}=${reason.value} が付いていません。`;
  }
}

function nothingReplaced({ carries, inline }: ReasonOf<"nothing-replaced">): string {
  const names = [...carries, ...inline.map((name) => `${name}（インライン）`)];
  if (names.length === 0) return "ロールにポリシーがありません。";
  return `ロールのポリシーは ${someOf(names, MOST_POLICIES)} です。置き換えるのは *FullAccess、AdministratorAccess、PowerUserAccess です。他のポリシーもレビューするには、タグ whittle:replace（または --replace）で指定してください。`;
}

function noActivity(reason: ReasonOf<"no-activity">): string {
  const refused = reason.denied === 0 ? "" : `拒否された呼び出しが${times(reason.denied)}ありますが、利用とは見なしません。`;
  return `期間中の${daysText(reason.days)}に、ロールの利用は確認できませんでした。${refused}${lastUseText(reason)}空のポリシーは提案しません。ロールがまだ必要かどうかを確認してください。`;
}

function lastUseText({ lastUse }: ReasonOf<"no-activity" | "too-little-known">): string {
  if (lastUse === undefined) return "";
  const where = lastUse.region === "" ? "" : `（${lastUse.region}）`;
  const unseen = lastUse.isInWindow ? "証拠にはないため、証跡の対象範囲を確認してください。" : "";
  return `IAM によると最終利用は${dayText(lastUse.on)}${where}です。${unseen}`;
}
