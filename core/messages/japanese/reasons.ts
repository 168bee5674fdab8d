import type { EvidenceReason } from "#core/evidence/reason.ts";
import type { StepRecord } from "#core/review/model/journal.ts";
import type { AskedAgain, News, Note } from "#core/review/model/note.ts";
import type { Evidence, Proposal } from "#core/review/model/proposal.ts";
import { MOST_REHEARSAL_DAYS } from "#core/review/rehearsal/days.ts";
import { WHITTLE_PATH } from "#core/review/selection.ts";
import type { Behind } from "../evidence.ts";
import { gapText, suspiciousText } from "./findings.ts";
import { dayText, someOf, times } from "./form.ts";

/** Why an action stands in the refined policy. */
export function reasonText({ because }: Pick<Evidence, "because">, behind: Behind): string {
  switch (because.id) {
    case "called":
      return `${calledText(because)}${doubtText(because, behind)}`;
    case "generated":
      return `Access Analyzer が生成したポリシーに含まれます${doubtText(because, behind)}`;
    case "gap":
      return `判断できないため維持します: ${behind.gaps
        .filter(({ kind }) => kind === because.gap)
        .map(gapText)
        .join("")}`;
    case "service-used":
      return `判断できないため維持します: ${because.service} は利用されましたが、どのアクションかの記録がありません`;
    case "last-used":
      return `IAM によると${dayText(because.on)}に利用されましたが、ログにはありません`;
    case "reported":
      return `IAM によると${dayText(because.on)}に利用されました`;
    case "used-since":
      return `期間の後、${dayText(because.on)}のログに利用があります`;
    case "keep-tag":
      return `タグ whittle:keep が ${because.word} を指定しています`;
    case "given-back":
      return "以前のレビューの後に必要と分かったか、そのリハーサルで見つかりました";
    case "question-default":
      return "利用を示すログはありませんが、利用を示唆する情報があります（「質問」を参照）";
    case "answered":
      return "承認者または運用担当者が維持すると回答しました";
    default:
      return impliedText(because);
  }
}

type ReasonOf<K extends EvidenceReason["id"]> = Extract<EvidenceReason, { readonly id: K }>;
type Implied = ReasonOf<"passed-role" | "may-pass-role" | "tagged" | "may-tag" | "needed" | "shown" | "implied" | "purpose">;

const NO_EVENT = "CloudTrail には専用のイベントがありません";

function impliedText(because: Implied): string {
  if (because.id === "purpose") return `${because.assumedBy.join("、")} がこのロールを引き受けます（${because.source}）`;
  const by = because.by.join("、");
  switch (because.id) {
    case "passed-role":
      return `${by} がロール${because.isNamed ? "" : "（呼び出しからは特定不能）"}を ${because.receivers?.join("、") ?? "サービス"} に渡しました。${NO_EVENT}`;
    case "may-pass-role":
      return `${by} は ${because.receivers.join("、")} にロールを渡します。証拠からは、渡したかどうかも、どのロールかも分かりません（${because.source}）`;
    case "may-tag":
      return `${by} は作成するリソースにタグを付けることがあります。${NO_EVENT}`;
    case "tagged":
      return `${by} が作成したリソースにタグを付けました。${NO_EVENT}`;
    case "needed":
      return `${by} の呼び出しに必要です。${NO_EVENT}`;
    case "shown":
      return `${by} の呼び出しから利用が分かります`;
    case "implied":
      return `${by} の呼び出しから推定されます（${because.source}）`;
  }
}

function calledText({ calls, first, last, via }: ReasonOf<"called">): string {
  const when = first === last ? dayText(first) : `${dayText(first)}から${dayText(last)}まで`;
  return `CloudTrail に${times(calls)}の呼び出し（${when}${via.length > 0 ? `、一部は ${via.join("、")} 経由` : ""}）`;
}

function doubtText({ doubt }: ReasonOf<"called" | "generated">, { suspicious }: Behind): string {
  const use = doubt === undefined ? undefined : suspicious[doubt];
  return use === undefined ? "" : `。ただし疑わしい利用です: ${suspiciousText(use)}`;
}

/** What the approver should know besides; first why the role is asked about again. */
export function noteTexts({ askedAgain, notes }: Pick<Proposal, "askedAgain" | "notes">): readonly string[] {
  return [...(askedAgain ? [askedAgainText(askedAgain)] : []), ...notes.map(noteText)];
}

export function noteText(note: Note): string {
  switch (note.id) {
    case "policy-not-attached":
      return `タグ whittle:replace の ${note.name} は、このロールにアタッチされていません。`;
    case "tag-misread":
      return `タグ ${note.tag} の値 ${note.word} が正しくありません: ${MISREAD[note.because]}`;
    case "approvers-misread":
      return `タグ whittle:approvers の値が ${note.value} です。使えるのは1と2で、2として扱います。`;
    case "approvers-of":
      return `判断できるのはグループ ${note.groups.join("、")} の承認者だけです（${note.of === "account" ? `アカウント ${note.name}` : `タグ whittle:owner=${note.name}`} のロールのため）。`;
    case "owner-unknown":
      return note.signIn === "oidc"
        ? `タグ whittle:owner の値 ${note.owner} に対応するグループが ApproversOf にないため、承認者は限定されません。つづりを確認してください。`
        : `タグ whittle:owner の値は ${note.owner} ですが、承認者がサインインする場合（ApproverSignIn=oidc）にだけ有効です。`;
    case "rehearsal-misread":
      return `タグ whittle:rehearsal-days の値が ${note.value} です。使えるのは0から${MOST_REHEARSAL_DAYS}で、スタックの RehearsalDays（${note.days}）を適用します。`;
    case "two-approvers":
      return TWO_APPROVERS[note.signIn];
    case "rehearsed":
      return `リハーサル: 承認後に新しいポリシーをアタッチし、${note.days}日間は何もデタッチしません。その間に拒否されるはずの呼び出しがあれば、あらためて承認をお願いします。`;
    case "not-rehearsed":
      return NOT_REHEARSED[note.because];
    case "region-assumed":
      return `Access Analyzer からはロールが使われたリージョンが分からないため、リソースを ${note.region} に限定します。タグ whittle:regions=all で限定を外せます。`;
    case "named-wider":
      return note.mostNames === undefined
        ? "リソースをすべて列挙するとポリシーに収まらないため、種類、アカウント、リージョンで指定します。"
        : `リソースをすべて列挙するとポリシーに収まらないため、同じ種類が${note.mostNames}件を超える場合は共通部分で指定します。`;
    case "no-place-left":
      return `ロールに管理ポリシーをアタッチする空きがないため、${note.names.join("、")} はロールのインラインポリシーにします。何かをデタッチする前に書き込みます。`;
    case "accounts-open":
      return `${note.accounts} アカウントをそれぞれ指定すると収まらないため、リソースは任意のアカウントで指定します。各ロールは自分のアカウントで動作します。`;
    case "permission-set": {
      const kept =
        note.customerManaged.length === 0
          ? ""
          : `${note.customerManaged.join("、")} のドキュメントは各アカウントにあり読み取れないため、残します。`;
      return `IAM Identity Center の許可セットです。「ロール」は${note.accounts.length}アカウントのそれぞれにある、この許可セットのロールを指し、すべて同時に変わります。${kept}この許可セットが自分に割り当てられている場合は、別の人が判断してください。実行されるのは、この許可セットが割り当てられていない IAM Identity Center ユーザーの承認だけです。`;
    }
    case "seen-once":
      return `1回だけの利用: ${someOf(note.actions, 5)} の対象を、期間中に一度だけ使われたもの（${someOf(note.on, 2)} など）に限定します。それ以外に対する呼び出しは拒否されます。タグ whittle:scope=account で限定を外せます。`;
    case "names-vary":
      return `名前が毎回変わるため、${note.action} の対象を ${note.pattern} に広げました。期間の前半にない名前への呼び出しが、後半に${times(note.laterCalls)}ありました。`;
  }
}

const MISREAD = {
  "no-such-action": "そのサービスまたはアクションはありません。",
  "no-such-scope": "names、prefix、account のいずれでもありません。",
  "no-such-wave": "使えるのは canary だけなので、他のロールと同時に変更します。",
} as const;

const TWO_APPROVERS = {
  oidc: "タグ whittle:approvers により、異なる2名の承認が必要です。",
  link: "タグ whittle:approvers により異なる2名の承認が必要ですが、リンクでは承認者を区別できません。却下はできますが、承認はできません。ApproverSignIn=oidc でデプロイするか、タグを外してください。",
  local: "タグ whittle:approvers の2名承認は、デプロイした Whittle で有効です。ここでは1名がアカウントのコピーについて判断します。",
} as const;

const NOT_REHEARSED = {
  "other-account": "リハーサルなし: リハーサルできるのは、Whittle をデプロイしたアカウントのロールだけです。",
  "no-free-slot": "リハーサルなし: 新旧のポリシーを同時にアタッチする空きがロールにありません。",
  embedded:
    "リハーサルなし: タグ whittle:rehearsal-days は、デプロイした Whittle で有効です。この実行では実際の呼び出しを見られないため、ログの後半の呼び出しで提案をテストします。",
} as const;

/** What became of the last proposal, and why the role is asked about again. */
export function askedAgainText(again: AskedAgain): string {
  switch (again.id) {
    case "rejected":
      return `前回の提案は${dayText(again.on)}に ${again.by} が却下しました${again.reason ? `（コメント: ${again.reason}）` : ""}。再度お願いする理由: ${again.news.map(newsText).join("、")}。`;
    case "drifted":
      return "以前の提案は承認されましたが、実施前にロールのポリシーが変更されました。何も変更せず、新しい提案を作成しました。";
    case "used-since":
      return `以前の提案は承認されましたが、その後ロールが削除予定の ${someOf(again.actions, 10)} を利用しました。何も変更せず、新しい提案を作成しました。`;
    case "caught": {
      const calls = again.calls.map(({ action, count, resources }) => `${action}（${times(count)}、${someOf(resources, 3)}）`);
      return `以前の提案は承認されましたが、リハーサル中に拒否されるはずの呼び出しがありました: ${someOf(calls, 10)}。何もデタッチせず、これらを維持する新しい提案を作成しました。`;
    }
  }
}

function newsText(news: News): string {
  switch (news.id) {
    case "named":
      return "運用担当者がロールを指定しました";
    case "role-changed":
      return "ロールのポリシーが変わりました";
    case "proposal-changed":
      return "提案の内容が変わりました";
    case "gaps-closed":
      return "証拠の不足が解消しました";
    case "proven":
      return `${news.actions.join("、")} の利用が確認されました`;
    case "suspicious":
      return "新しい不審なアクティビティがあります";
    case "days-passed":
      return `${news.days}日が経過しました`;
  }
}

/** What a step does. */
export function describeStep(step: StepRecord, roleName: string): string {
  switch (step.kind) {
    case "create-policy":
      return `管理ポリシー ${WHITTLE_PATH}${step.name} を作成する`;
    case "add-version":
      return `${step.name} の新しいデフォルトバージョンを作成する（バージョン ${step.before.versionId} は残す）`;
    case "set-version":
      return `${step.name} のデフォルトを ${step.versionId} に戻す`;
    case "tag":
      return `${step.name} にこのレビューのタグを付ける`;
    case "attach":
      return `${step.name} を ${roleName} にアタッチする`;
    case "verify":
      return `${roleName} に ${[...step.policies, ...(step.inline ?? [])].map(({ name }) => name).join("、")} があることを確認してから次に進む`;
    case "detach":
      return `${step.name} を ${roleName} からデタッチする`;
    case "put-inline":
      return `インラインポリシー ${step.name} を ${roleName} に書き込む`;
    case "delete-inline":
      return `${roleName} のインラインポリシー ${step.name} を削除する`;
    case "delete-policy":
      return `不要になった ${step.name} を削除する`;
    case "provision":
      return `${roleName} を割り当て先のすべてのアカウントにプロビジョニングする`;
  }
}
