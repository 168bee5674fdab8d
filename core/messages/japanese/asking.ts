import { thousands } from "#core/text.ts";
import type { asking as english } from "../english/asking.ts";

/** Requests for approval in Japanese. */
export const asking: typeof english = {
  approve: "【承認のお願い】",
  reminder: "【再通知】",
  undecided: "【未判断】",
  suspicious: "【不審なアクティビティ】",
  halfTime: "まだ判断がなく、期限までの半分が過ぎました。",
  escalated: (hours) => `${thousands(hours)}時間前に承認者に依頼しましたが、まだ判断がないため、お知らせします。`,
  ifItBreaks: "問題が起きたら",
  decideBy: (instant) => `${instant}までに、次のページで確認して判断してください。`,
  notByHolders: "この許可セットが自分に割り当てられている場合は、別の人が判断してください。自分の承認は実行されません。",
  opening: "ページを開いても何も変更されません。却下した場合や、判断がない場合は、何も変更しません。",
  lead: (role, asked, whittle) => `${role}${asked}${whittle}`,
  change: (headline, instant, who) => `${headline}します。判断の期限は${instant}です。${who}`,
  handedOver: "承認しても AWS は変更されません。ロールはコードで管理されているため、変更はコードで行います。",
  digest: {
    title: (roles) => `【承認のお願い】使われていない権限がある IAM ロール${thousands(roles)}件`,
    lead: (roles, instant, whittle) =>
      `${thousands(roles)}件の IAM ロールに、使われていない権限があります。承認すると、それを削除し、使われている権限を維持します。ロールごとにページがあります。${instant}までに判断してください。${whittle}`,
    suspicious: "【不審なアクティビティ、最初に確認してください】",
    between: "",
    review: (id) => `（レビュー ${id}）`,
    after:
      "承認者1名（あなたでも可）の承認で決まります。ページを開いても何も変更されません。却下した場合や、判断がない場合は、何も変更しません。変更後は、完了メッセージの復元リンクから元に戻せます。",
  },
  sentence: (text) => `${text}します。`,
};
