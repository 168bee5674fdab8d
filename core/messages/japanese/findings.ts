import type { Question, Sign, Unanswerable } from "#core/evidence/question.ts";
import { MAX_POLICY_SIZE } from "#core/policy/split.ts";
import type { Check, CheckOf, Unanswered } from "#core/review/model/check.ts";
import type { OwnerSign } from "#core/review/model/outcome.ts";
import type { DeniedLater, Proposal } from "#core/review/model/proposal.ts";
import { thousands } from "#core/text.ts";
import type { EvidenceGap, GapOf, NoLastAccess } from "#core/usage/evidence-gap.ts";
import type { SuspiciousUse } from "#core/usage/suspicious-use.ts";
import type { QuestionParts } from "../question.ts";
import { escalationName } from "../risk-line.ts";
import { daysText, dayText, instantText, items, someOf, times } from "./form.ts";
import { fileFaultText, recordFaultText } from "./log-fault.ts";

/** What an evidence gap is, and what it means. */
export function gapText(gap: EvidenceGap): string {
  switch (gap.kind) {
    case "incomplete-generation":
      return "Access Analyzer が生成したポリシーは不完全です。証跡の一部が読み取られていません。";
    case "empty-generation":
      return "Access Analyzer はアクティビティを検出しませんでした。ロールが使われていないか、証跡にイベントがない可能性があります。";
    case "short-window":
      return `証拠の期間は${daysText(gap.days)}で、${gap.graceDays}日に足りません。週次や月次の処理は記録されていない可能性があります。`;
    case "trail-starts-late":
      return `ログは${dayText(gap.begins)}からで、期間の開始より${gap.missingDays}日遅れています。それ以前の利用は分かりません。`;
    case "days-without-logs":
      return `ログがまったくない日が${gap.days}日あります（${named(gap.first.map(dayText), gap.days)}）。その日の利用は分かりません。`;
    case "regions-without-logs":
      return `ロールが使われているリージョン ${gap.regions.join("、")} のログがありません。単一リージョンの証跡には他のリージョンが記録されません。`;
    case "accounts-without-records":
      return `アカウント ${gap.accounts.join("、")} の記録がログにありません。${gap.effect === "wait" ? "IAM によると許可セットは使われているため、これらのアカウントのログを追加してください。" : "許可セットが使われたかどうかは、ほかの情報からも分かりません。"}`;
    case "unreadable-files":
      return unreadableText(gap);
    case "unresolved-events":
      return gap.of === "log"
        ? `次のイベントに対応する IAM アクションが分かりません: ${named(gap.firstEvents, gap.events)}。`
        : `生成されたポリシーに、カタログにないアクションがあります: ${named(gap.firstEvents, gap.events)}。`;
    case "last-access-unknown":
      return `各サービスの最終利用日を IAM から取得できませんでした。${noLastAccessText(gap.because)}記録にない利用は質問として残ります。`;
    case "owner-unknown":
      return `ロールがスタックに属するかどうかを CloudFormation から取得できませんでした（${gap.error}）。属する場合、変更が元に戻される可能性があります。`;
    case "role-younger-than-window":
      return `ロールは期間中の${dayText(gap.created)}に作成されました。利用を確認できるのは${gap.days}日分だけです。`;
    case "granted-recently":
      return `${gap.policy} は${dayText(gap.granted)}に付与され、期間の終わりまで${gap.graceDays}日に足りません。利用の有無をまだ判断できないため、そのまま残します。`;
  }
}

function unreadableText({ files, outOf, firstFiles, records, reasons, firstReasons }: GapOf<"unreadable-files">): string {
  const names = firstFiles.map(({ file, because }) => `${file}: ${fileFaultText(because)}`);
  const parts = [
    ...(files > 0 ? [`ログファイル${outOf === undefined ? "" : `${items(outOf)}のうち`}${items(files)}（${named(names, files)}）`] : []),
    ...(records > 0 ? [`レコード${items(records)}（${named(firstReasons.map(recordFaultText), reasons)}）`] : []),
  ];
  return `${parts.join("と")}を読み取れませんでした。その内容は分かりません。`;
}

function named(first: readonly string[], count: number): string {
  const more = count - first.length;
  return `${first.join("、")}${more > 0 ? `、他${items(more)}` : ""}`;
}

/** Why IAM's report is not there. */
export function noLastAccessText(because: NoLastAccess): string {
  switch (because.id) {
    case "not-ready":
      return "レポートが30秒以内に完成しませんでした。";
    case "aws-fault":
      return "AWS 側の障害でレポートを取得できませんでした。";
    case "failed":
      return `レポートの作成に失敗しました（${because.error ?? "理由は不明"}）。`;
    case "not-answered":
      return `エラー: ${because.error} `;
  }
}

/** What was seen of suspicious use, and when. */
export function suspiciousText(use: SuspiciousUse): string {
  if (use.seen === undefined) return signOf(use);
  const [from, to] = [instantText(use.seen.first), instantText(use.seen.last)];
  return `${signOf(use)}日時: ${from === to ? from : `${from} から ${to} まで`}。`;
}

function signOf(use: SuspiciousUse): string {
  const { actions, sources } = use;
  switch (use.kind) {
    case "foreign-agent": {
      const what = use.isAttackTool ? "攻撃用のツール" : "AWS の SDK やツールではないプログラム";
      const credentials = use.isAttackTool ? "" : "インスタンスの認証情報で";
      return `${use.agent || "名前のないプログラム"}（${what}）が、${addresses(sources)} から${credentials}${times(use.calls)}呼び出しました。`;
    }
    case "foreign-network":
      return `インスタンスの認証情報による${times(use.calls)}の呼び出しが、${addresses(sources)} から ${programName(use.agent)} で行われました。他の呼び出しは別の場所から別のプログラムで行われています。`;
    case "probing":
      return use.by === "region"
        ? `${sources.join("、")} での${times(use.calls)}の呼び出しはすべて拒否されました。ロールは ${use.worksIn.join("、")} で使われています。`
        : `${addresses(sources)} から ${programName(use.agent)} による${times(use.calls)}の呼び出しのうち${times(use.denied)}が拒否されました: ${use.firstDenied.join("、")}。`;
    case "reconnaissance":
      return `${use.hour} からの1時間に、${use.services}のサービスに対して${use.calls}種類の調査目的の呼び出しがありました。`;
    case "failed-escalation":
      return `${actions.join("、")} が${times(use.calls)}呼び出され、すべて失敗しました。この利用は許可されていません。`;
    case "own-change":
      return `ロールが自身の権限を変更しました: ${actions.join("、")}（${times(use.calls)}、対象 ${use.on.join("、")}）。`;
  }
}

function programName(agent: string): string {
  return agent || "名前のないプログラム";
}

function addresses(sources: readonly string[]): string {
  return someOf(sources, 3);
}

/** What a check found. */
export function checkText(check: Check, proposal: Proposal): string {
  switch (check.name) {
    case "no-new-access":
      return check.first === undefined
        ? "変更後にできることは、すべて現在もできます。"
        : `新しい権限が${items(check.fresh)}増えます。最初は ${check.first.resource} に対する ${check.first.action} です。`;
    case "fits-iam-limits":
      return check.policies === 0
        ? "新しいポリシーは不要です。"
        : `ポリシー${items(check.policies)}、最大 ${thousands(check.largest)} / ${thousands(check.limit ?? MAX_POLICY_SIZE)} 文字です。`;
    case "replay":
      return replayedText(proposal);
    case "evidence-complete":
      return proposal.gaps.length === 0 && proposal.activity.unresolved.length === 0
        ? "証拠に不足は見つかりませんでした。"
        : "証拠に不足があります。内容は「最初に確認すること」を参照してください。";
    case "privilege-escalation":
      return escalationText(proposal);
    case "permissions-boundary":
      return check.boundary === undefined
        ? "ロールにアクセス許可の境界はありません。セッションポリシーとサービスコントロールポリシーは考慮していません。"
        : `境界 ${check.boundary} は変更の前後で同じように制限します。ここでは考慮していません。`;
    default:
      return accessAnalyzerText(check);
  }
}

/** Findings are worded by Access Analyzer. */
function accessAnalyzerText(check: CheckOf<"access-analyzer-valid-policy" | "access-analyzer-no-new-access">): string {
  if (check.result === "skipped") return unansweredText(check.because);
  if (check.name === "access-analyzer-no-new-access")
    return check.result === "pass" ? "すべてのポリシーが CheckNoNewAccess に合格しました。" : check.reasons.join(" ");
  return check.findings.map(({ type, code, detail }) => `${type} ${code}: ${detail}`).join(" ") || "ValidatePolicy の指摘はありません。";
}

function replayedText({ replay: { calls, wouldDeny } }: Proposal): string {
  if (wouldDeny.length > 0)
    return `記録された呼び出しのうち${wouldDeny.length}種類が拒否されます: ${wouldDeny
      .slice(0, 5)
      .map(({ action, resource }) => `${action}（${resource}）`)
      .join("、")}。`;
  if (calls === null) return "証拠にあるアクションのうち、これまで許可されていたものはすべて許可されます。";
  return calls === 0 ? "試せる呼び出しがありませんでした。" : `成功した${times(calls)}の呼び出しは、すべて変更後も成功します。`;
}

function escalationText({ escalations }: Proposal): string {
  if (escalations.length === 0) return "ロール自身の権限を増やせるアクションは残りません。";
  const parts = [
    ["ロールが使用する、または必要とするため残るもの", escalations.filter(({ byRetained }) => !byRetained)],
    ["維持するポリシーが許可するもの", escalations.filter(({ byRetained }) => byRetained)],
  ] as const;
  return parts
    .filter(([, ways]) => ways.length > 0)
    .map(([why, ways]) => `${why}: ${someOf(ways.map(escalationName), 20)}。`)
    .join("");
}

function unansweredText(because: Unanswered): string {
  switch (because.id) {
    case "only-in-aws":
      return "スキップしました。Access Analyzer は AWS 上でのみ利用できます。";
    case "no-refined-policy":
      return "確認する新しいポリシーがありません。";
    case "not-answered":
      return `スキップしました: ${because.error}`;
  }
}

const REASONS: Readonly<Record<Unanswerable["id"], string>> = {
  "data-event": "データの読み書きの呼び出しは、データイベントを記録する設定の証跡でのみ CloudTrail に残ります",
  "not-logged": "CloudTrail はこれらの呼び出しを記録しません",
  excludable: "証跡はこれらのイベントを除外できます",
  refused: "IAM の最終利用日には拒否された呼び出しも含まれます",
  "outside-the-log": "どのアクションが使われたかの記録がありません",
  "passes-a-role": "証拠には渡されたロールが記録されません",
  untracked: "IAM はこれらのアクションの利用を報告しません",
};

/** Why no log answers the question, and what suggests keeping. */
export function whyAsked({ because, speaksFor }: Question): string {
  const reasons = [...new Set(because.map(({ id }) => REASONS[id]))].map((reason) => `${reason}。`).join("");
  return `${reasons}${signs(speaksFor)
    .map((sign) => `${sign}。`)
    .join("")}`;
}

function signs(speaksFor: readonly Sign[]): readonly string[] {
  const last = speaksFor
    .flatMap((sign) => (sign.id === "last-accessed" ? [sign.at.slice(0, 10)] : []))
    .sort()
    .at(-1);
  return [...(last === undefined ? [] : [`IAM によると${dayText(last)}に利用されました`]), ...speaksFor.flatMap(signText)].slice(0, 4);
}

function signText(sign: Sign): readonly string[] {
  switch (sign.id) {
    case "last-accessed":
      return [];
    case "used-by":
      return [`${someOf(sign.actions, 3)} の呼び出しから利用が分かります`];
    case "named-by":
      return [`${someOf(sign.actions, 3)} の呼び出しで指定されています`];
    case "seen-beside":
      return [`ロールは ${someOf(sign.actions, 3)} を呼び出しています`];
    case "reached-by":
      return [`${someOf(sign.actions, 3)} の呼び出しに必要な可能性があります`];
    case "purpose":
      return [`${someOf(sign.services, 3)} のロールでよく使われます`];
  }
}

/** What happens unless somebody answers otherwise. */
export function outcomeOf({ actions, keeps }: Question): string {
  if (keeps.length === 0) return "削除";
  return keeps.length === actions.length ? "維持" : `${keeps.join("、")} のみ維持`;
}

/** So many actions of a question are all named. */
const MOST_ACTIONS = 4;

/** What a question is about. */
export function questionName(question: Pick<Question, "actions" | "resources">): string {
  const { actions, on } = questionParts(question);
  return `${on} に対する ${actions}`;
}

/** The actions of a question, and what they are about. */
export function questionParts({ actions, resources }: Pick<Question, "actions" | "resources">): QuestionParts {
  return {
    actions: someOf(actions, actions.length <= MOST_ACTIONS ? MOST_ACTIONS : 2),
    on: resources.includes("*") ? "すべてのリソース" : someOf(resources, 1),
  };
}

/** What is kept on some resources though a question removes it on others. */
export function keptAnywayText(names: readonly string[]): string {
  return names.length === 0 ? "" : `${someOf(names, MOST_ACTIONS)} は、新しいポリシーが指定するリソースでは維持します。`;
}

/** What was new about a later call, and what became of it. */
export function deniedLaterText({ kind, covered, widenedTo }: DeniedLater): string {
  const what = {
    "new-action": "新しいアクション",
    "new-resource": "新しいリソース",
    recurring: "毎回変わる名前",
    "new-each-time": "毎回新しい名前",
  }[kind];
  if (!covered) return `${what}。提案では許可されません`;
  return `${what}。${widenedTo === undefined ? "提案で許可されます" : `提案は ${widenedTo} を許可します`}`;
}

/** What says that a role belongs to code. */
export function ownerText(sign: OwnerSign): string {
  if (sign.id === "stack") return `スタック ${sign.stack}`;
  return `タグ ${sign.key}${sign.value === undefined ? "" : `: ${sign.value}`}`;
}

/** A way to gain rights has its reason in English alone, so Japanese says what all of them share. */
export function escalationReason(): string {
  return "ロール自身の権限を増やすために使えます。";
}
