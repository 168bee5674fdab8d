import type { signIn as english } from "../english/sign-in.ts";

/** Pages around signing in, in Japanese. */
export const signIn: typeof english = {
  notApprover: "あなたは承認者ではありません",
  as: "サインイン中",
  at: "プロバイダー",
  groups: "所属グループ",
  noGroups: "プロバイダーから届いていません",
  needed: "必要な条件",
  membership: (groups) => `グループ ${groups.join("、")} ${groups.length === 1 ? "" : "のいずれか"}への所属`,
  email: "ApproverEmails にある、確認済みのメールアドレス",
  or: "、または ",
  nobody: "運用担当者が ApproverGroups または ApproverEmails を設定するまで、誰も判断できません",
  somebodyElse: "別のユーザーでサインインする",
  orAsk: "か、運用担当者に追加を依頼してください。",
  again: "もう一度サインインしてください",
  sessionEnded: "セッションが終了しました。判断は記録しておらず、入力内容も保存していません。",
  signIn: "サインイン",
  fresh: (minutes) => `承認または復元には、${minutes}分以内のサインインが必要です。判断はまだ記録していません。`,
  newTab: "新しいタブでサインイン",
  closeIt: "し、終わったら閉じてください。",
  sendAgain: "同じ内容をもう一度送信してください。",
  send: "もう一度送信",
};
