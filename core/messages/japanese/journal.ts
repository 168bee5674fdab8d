import type { EntryOf, JournalEntry, SentMessage } from "#core/review/model/journal.ts";
import type { JournalLine } from "../journal.ts";
import { noLastAccessText } from "./findings.ts";
import { instantText, someOf, times } from "./form.ts";
import { describeStep } from "./reasons.ts";

const SENT: Readonly<Record<SentMessage, string>> = {
  "added-back": "権限の復元",
  alarm: "アラーム",
  applied: "変更の適用",
  closed: "レビューの終了",
  "code-requested": "コードへの変更依頼",
  failed: "失敗",
  "handed-over": "パッチの引き渡し",
  "not-deployed": "コードによる変更なし",
  "rehearsal-began": "リハーサルの開始",
  restored: "ロールの復元",
  withdrawn: "対象からの除外",
  "would-deny": "リハーサルで拒否されるはずの呼び出し",
};

/** A journal entry in words. */
export function journalLine(entry: JournalEntry, roleName: string): JournalLine {
  switch (entry.kind) {
    case "step":
      return {
        state: entry.state,
        text: describeStep(entry.step, roleName),
        ...(entry.error ? { detail: entry.error.message } : {}),
      };
    case "break-glass":
      return { state: "done", text: "AWS CLI だけでロールを元に戻すコマンド", command: entry.command };
    case "approval-set-aside":
      return setAsideLine(entry);
    case "change-postponed":
      return { state: "started", text: postponedText(entry) };
    case "canaries-awaited":
      return {
        state: "started",
        text: `カナリアのロールを待っています: ${someOf(
          entry.canaries.map(({ roleName }) => roleName),
          10,
        )}`,
      };
    case "code-requested":
      return { state: "done", text: entry.form === "issue" ? "issue を作成" : "プルリクエストを作成", detail: entry.url };
    case "code-merged":
      return { state: "started", text: "マージまたは完了済み。デプロイを待っています" };
    case "use-unchecked":
      return { state: "failed", text: "提案後の利用を確認できませんでした", detail: noLastAccessText(entry.because) };
    case "sent":
      return { state: "done", text: `送信: ${SENT[entry.message]}` };
    case "denied":
      return { state: "failed", text: `変更後の拒否: ${entry.action}`, detail: deniedText(entry) };
    case "denied-told":
      return { state: "done", text: `送信: 拒否された呼び出し（これまでに${times(entry.calls)}）` };
    case "rehearsal-began":
      return { state: "started", text: `${instantText(entry.until)}までリハーサル` };
    case "would-deny":
      return { state: "failed", text: `リハーサル: ${entry.action} が拒否されます`, detail: deniedText(entry) };
    case "restore-asked":
      return { state: "done", text: `復元の依頼${entry.addBack ? `: ${entry.addBack.join("、")}` : ""}`, detail: askedText(entry) };
    case "restore-refused":
      return { state: "failed", text: "復元できませんでした", detail: entry.error.message };
    case "restore-failed":
      return { state: "failed", text: "復元に失敗しました", detail: entry.error.message };
  }
}

function postponedText({ until, because }: EntryOf<"change-postponed">): string {
  return because === undefined
    ? `${instantText(until)}に始まる変更ウィンドウを待っています`
    : `${instantText(until)}まで待っています。それまでの日は MaxChangesPerDay の上限まで変更します`;
}

function setAsideLine({ by, decidedAt, reason, usedSince, because }: EntryOf<"approval-set-aside">): JournalLine {
  const said = reason ? `コメント: ${reason}` : "";
  const why = usedSince
    ? `提案の後に、削除予定の ${someOf(usedSince, 10)} が使われました`
    : because === "caught"
      ? "リハーサルで、拒否されるはずの呼び出しが見つかりました"
      : "提案の後にロールが変更されました";
  return { state: "undone", text: `${by} が承認`, detail: `${instantText(decidedAt)}に承認。${why}。何もデタッチしていません。${said}` };
}

/** On what and by whom a call was denied. */
export function deniedText({ resources, session, address }: Pick<EntryOf<"denied">, "resources" | "session" | "address">): string {
  return `対象 ${resources.join("、") || "*"}、${session}、${address} から`;
}

/** Who asked for it, and why. */
export function askedText({ by, reason }: Pick<EntryOf<"restore-asked">, "by" | "reason">): string {
  return `依頼者: ${by}。${reason === "" ? "" : `コメント: ${reason}`}`;
}
