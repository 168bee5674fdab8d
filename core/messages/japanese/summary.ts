import { accountOf } from "#core/aws/arn.ts";
import { briefOf } from "#core/review/brief.ts";
import type { Brief } from "#core/review/model/brief.ts";
import type { Proof, Proposal, Replay, Unused } from "#core/review/model/proposal.ts";
import { isSetArn } from "#core/review/permission-sets/permission-set.ts";
import { riskOf } from "#core/review/risk.ts";
import { daysBetween } from "#core/review/time.ts";
import { thousands } from "#core/text.ts";
import type { Window } from "#core/usage/activity.ts";
import { isWeak } from "../proof-line.ts";
import { keptAnyway } from "../question.ts";
import { escalationName } from "../risk-line.ts";
import { type AfterChange, type PlanFactOptions, removedByLevel, replacedNames } from "../summary.ts";
import { firstSigns } from "../suspicious.ts";
import type { Fact } from "../telling.ts";
import { keptAnywayText, outcomeOf, questionName, suspiciousText } from "./findings.ts";
import { daysText, dayText, items, someOf, times } from "./form.ts";
import { LEVELS } from "./levels.ts";

/** The proposal in a few words. */
export function headline(proposal: Proposal): string {
  return headlineOf(briefOf(proposal));
}

/** The same of a proposal in short. */
export function headlineOf({ keptCount, removedCount, mainService, policies, unused }: Brief): string {
  if (unused) return `${unusedDays(unused)}未使用: ${thousands(removedCount)}個のアクションをすべて削除`;
  if (removedCount === 0 && policies > 0) return `${thousands(keptCount)}個のアクションを、使われたリソースに限定`;
  const all = removedCount + keptCount;
  const isAllOfOne = mainService?.removedCount === removedCount && mainService.count === all;
  const what = isAllOfOne ? `${mainService.name} のアクション` : "アクション";
  const mostly = mainService && !isAllOfOne ? `（主に ${mainService.name}）` : "";
  return `${what}${thousands(all)}個のうち${thousands(removedCount)}個を削除${mostly}、${thousands(keptCount)}個を維持`;
}

function unusedDays({ days, lastUsed }: Unused): string {
  return `${lastUsed === undefined ? "少なくとも" : ""}${daysText(days)}`;
}

export const WHITTLE = "（Whittle は、IAM ロールの権限を実際に使われているものだけに絞るサービスです。）";

/** Follows the role's name. */
export function askedFor({ unused }: Proposal): string {
  return unused
    ? `は${unusedDays(unused)}使われていません。承認すると、すべてのポリシーをデタッチします。ロール自体は残り、完了メッセージのリンクから元に戻せます。`
    : "には、利用が確認できなかった権限（アクション）があります。承認すると、それを削除し、残りを維持します。";
}

export function whichRole({ role, notes }: Proposal): string {
  const set = notes.find((note) => note.id === "permission-set");
  if (set) return `許可セット ${role.name}（${set.accounts.length}つの AWS アカウントのロール）`;
  const account = accountOf(role.arn);
  return `${account ? `AWS アカウント ${account} の` : ""}ロール ${role.name} `;
}

export function whoApproves(approversNeeded: 2 | undefined): string {
  return approversNeeded === 2 ? "異なる2名の承認が必要です。" : "承認者1名（あなたでも可）の承認で決まります。";
}

/** Whether a break is noticed, and how and until when the change can be undone. */
export function ifItBreaks(
  { approverSignIn, watchHours, restoreLinkDays, copyIn }: AfterChange,
  { role, unlogged }: Pick<Proposal, "role" | "unlogged">,
): string {
  if (approverSignIn === "local")
    return copyIn === undefined
      ? "影響はなく、元に戻すものもありません。この実行はアカウントのコピーを使い、AWS を変更しません。"
      : `影響はありません。この実行は AWS を変更せず、${copyIn} にあるアカウントのコピーだけを変更します。元に戻すコマンド: whittle restore ${role.name} --out ${copyIn}`;
  const undo = `変更の完了時に承認者に届くメッセージの復元リンク（${restoreLinkDays}日間有効）かコマンドで、元に戻せます。`;
  if (watchHours === 0) return `変更後に拒否された呼び出しは監視しません。${undo}`;
  const span = watchHours % 24 === 0 ? `${watchHours / 24}日間` : `${watchHours}時間`;
  const where = isSetArn(role.arn) ? "このスタックのアカウントかメンバーアカウントで" : "";
  return `変更後${span}は、変更が原因で${where}呼び出しが拒否されると承認者に通知します。S3 オブジェクトなど、データの読み書きの拒否${unlogged.length === 0 ? "" : "や、「影響の可能性」に挙げたアクションの拒否"}は検出できません。${undo}`;
}

/** What is alarming about the role, or that nothing is. */
export function alarmingLine({ suspicious, escalations, activity }: Proposal): string {
  const calm =
    activity.source === "trail"
      ? "不審な呼び出しは見つかりませんでした。"
      : "証拠に呼び出しの記録がないため、不審な呼び出しは調べていません。";
  const calls = suspicious.length > 0 ? `不審なアクティビティの兆候が${items(suspicious.length)}あります。` : calm;
  const ways =
    escalations.length === 0
      ? "変更後、ロールが自身の権限を増やす既知の方法はありません。"
      : `変更後も、ロールは自身の権限を増やせます: ${someOf(escalations.map(escalationName), 3)}。`;
  return `${calls}${ways}`;
}

/** How a policy made from the first part of the window fared on the rest. */
export function proofLine({ proof, activity }: Pick<Proposal, "proof" | "activity">): string {
  if (proof.kind === "not-tested") return `後の呼び出しではテストしていません（${notTested(proof.reason, activity.source)}）。`;
  const { builtFrom, calls, allowed, denied } = proof;
  const missed = calls - allowed;
  const lacking = [...new Set(denied.flatMap(({ action, covered }) => (covered ? [] : [action])))];
  const now =
    lacking.length === 0
      ? "すべての呼び出しから作成した提案では許可されます。"
      : `すべての呼び出しから作成した提案では、${someOf(lacking, 3)} を除いて許可されます。`;
  if (missed === 0)
    return `${spanText(builtFrom)}の呼び出しだけから作成したテスト用のポリシーを、その後の${times(calls)}の呼び出しで試しました。拒否は0回です。提案はすべての呼び出しから作成しています。`;
  const weak = isWeak(proof) ? "証明は弱いです。以前の呼び出しから後の呼び出しはほとんど予測できません。" : "";
  return `${weak}${spanText(builtFrom)}の呼び出しだけから作成したテスト用のポリシーなら、その後の${times(calls)}の呼び出しのうち${times(missed)}が拒否されます。${now}変更後に、他の新しい呼び出しが拒否される可能性があります。`;
}

function notTested(reason: (Proof & { readonly kind: "not-tested" })["reason"], source: Proposal["activity"]["source"]): string {
  if (reason === "no-calls") return "呼び出しがありません";
  if (reason === "too-few-calls") return "呼び出しが少なすぎます";
  if (source === "last-accessed") return "IAM の最終アクセスレポートには呼び出しの記録がありません";
  return source === "generated" ? "Access Analyzer は呼び出しの記録を返しません" : "証拠に呼び出しの記録がありません";
}

function spanText({ from, to }: Window): string {
  const last = new Date(Date.parse(to) - 1).toISOString();
  if (from.slice(0, 10) === last.slice(0, 10)) return `${dayText(from)} ${from.slice(11, 16)}から${to.slice(11, 16)}（UTC）まで`;
  return `${dayText(from)}から${dayText(last)}まで`;
}

/** What to look at before deciding, counted; empty where there is nothing. */
export function toCheckText(proposal: Proposal): string {
  const risk = riskOf(proposal);
  const counts = [
    [risk.suspicious, "不審なアクティビティの兆候"],
    [risk.replayedCallsDenied ?? 0, "拒否される過去の呼び出し"],
    [risk.removedUnlogged, "削除されるアクションのうち、CloudTrail から利用が分からないもの"],
    [risk.keptWithoutProof, "証明なしで維持するアクション"],
    [risk.narrowedToOne, "一度だけ使われた対象に限定するアクション"],
    [risk.gaps, "証拠の不足"],
  ] as const;
  const texts = counts.filter(([count]) => count > 0).map(([count, what]) => `${what} ${items(count)}`);
  return texts.length === 0 ? "" : `${texts.join("、")}。`;
}

/** What is alarming, the proof and what to check, in one line. */
export function riskLine(proposal: Proposal): string {
  const { escalations } = proposal;
  const ways = escalations.length === 0 ? "" : `変更後も、自身の権限を増やせます: ${someOf(escalations.map(escalationName), 3)}。`;
  const toCheck = toCheckText(proposal);
  return `${ways}${proofLine(proposal)}${toCheck && `確認事項: ${toCheck}`}`;
}

/** How the calls that the proposal was made from fared against it. */
export function replayText({ calls, wouldDeny }: Replay): string {
  const denied = wouldDeny.reduce((sum, { count }) => sum + count, 0);
  if (calls === null)
    return wouldDeny.length === 0
      ? "証拠にあるアクションはすべて許可されます。"
      : `証拠にあるアクションのうち${items(wouldDeny.length)}が拒否されます。`;
  if (calls === 0) return "再現できる呼び出しがありません。";
  return `成功した${times(calls)}の呼び出しを再現しました。拒否は${times(denied)}です。`;
}

/** What to know before anything else. */
export function riskFacts(proposal: Proposal): readonly Fact[] {
  return [
    { label: "懸念", text: alarmingLine(proposal) },
    { label: "影響の可能性", text: couldBreakText(proposal) },
  ];
}

/** Who looks at what is to check, and when; a list of it follows. */
export const BEFORE_DECIDING = "判断の前に、次の点を確認してください。";

/** What the proposal rests on, and what it changes. */
export function planFacts(proposal: Proposal, { answered }: PlanFactOptions = {}): readonly Fact[] {
  const toCheck = toCheckText(proposal);
  const { questions, choices } = proposal;
  return [
    { label: "証明", text: proofLine(proposal) },
    ...(toCheck === "" ? [] : [{ label: "確認事項", text: answered ? `${BEFORE_DECIDING}${toCheck}` : toCheck }]),
    { label: "削除", text: removedText(proposal) },
    { label: "維持", text: keptText(proposal) },
    ...(questions.length === 0
      ? []
      : [
          {
            label: "質問",
            text: `次の権限が使われているかどうかは、ログからは分かりません${answered ? `。${answered === "on-page" && choices ? "判断のページで回答してください。" : ""}回答がない場合:` : ":"}`,
            items: questions.map((question) => {
              const anyway = keptAnywayText(keptAnyway(question, proposal));
              return `${questionName(question)}: ${outcomeOf(question)}${anyway === "" ? "" : `（${anyway.slice(0, -1)}）`}`;
            }),
          },
        ]),
    { label: "ポリシー", text: policiesText(proposal) },
    { label: "証拠", text: evidenceText(proposal) },
  ];
}

/** Removed actions by access level. */
export function removedText(proposal: Proposal): string {
  return removedOf(briefOf(proposal));
}

/** The same of a proposal in short. */
export function removedOf(brief: Brief): string {
  const levels = removedByLevel(brief).map(({ level, count }) => `${LEVELS[level]} ${items(count)}`);
  return levels.length === 0 ? "削除するアクションはありません。リソースだけを限定します。" : levels.join("、");
}

function keptText({ unused, diff, evidence }: Proposal): string {
  if (unused) return "なし（ロールは使われていません）";
  const doubtful = evidence.filter(({ proven }) => !proven).map(({ action }) => action);
  const kept = someOf(diff.kept, 8) || "置き換えるポリシーからはなし（使われている権限は、維持するポリシーが許可します）";
  return doubtful.length === 0 ? kept : `${kept}（利用の証明なし: ${someOf(doubtful, 4)}）`;
}

/** What the change could break, by name. */
export function couldBreakText({ unlogged, activity, window, unused }: Proposal): string {
  const who = activity.source === "last-accessed" ? "IAM が利用を報告しない" : "CloudTrail（AWS の操作ログ）から利用が分からない";
  const unseen = unlogged.length === 0 ? "" : `${who}まま削除されるもの: ${someOf(unlogged, 5)}。`;
  if (unused) return `${unseen}この期間に実行されなかったまれな処理は、すべての権限を失います。`;
  const days = Math.round(daysBetween(window.from, window.to));
  if (days < 1) return `${unseen}1日に満たないこの期間に実行されなかった処理は、必要な権限を失う可能性があります。`;
  return `${unseen}${daysText(days)}に実行されなかった処理は、必要な権限を失う可能性があります。`;
}

function policiesText(proposal: Proposal): string {
  const old = someOf(
    replacedNames(proposal).map(({ name }) => name),
    6,
  );
  if (proposal.unused) return `すべてデタッチします（${old}）。ロール自体は残ります。`;
  const names = (refs: readonly { readonly name: string }[]) =>
    someOf(
      refs.map(({ name }) => name),
      6,
    );
  const fresh = proposal.policies.length === 0 ? "なし（維持するポリシーで足ります）" : names(proposal.policies);
  const retained = proposal.retains.length === 0 ? "" : `他のポリシーは変更しません（${names(proposal.retains)}）。`;
  return `${old} を ${fresh} に置き換えます。${retained}`;
}

/** Where the evidence comes from, and its window. */
export function evidenceText({ activity, window, unused }: Pick<Proposal, "activity" | "window" | "unused">): string {
  const span = `${dayText(window.from)}から${dayText(window.to)}まで`;
  if (unused) return `${span}呼び出しなし。${lastUseText(unused)}`;
  if (activity.source === "last-accessed") return `IAM の最終アクセスレポート、${span}`;
  if (activity.source === "generated") return `Access Analyzer が生成したポリシー、${span}`;
  const { ofRole, denied } = activity.records;
  return `CloudTrail の呼び出し${times(ofRole)}${denied > 0 ? `（うち拒否${times(denied)}）` : ""}、${span}`;
}

function lastUseText({ lastUsed, known }: Unused): string {
  if (lastUsed !== undefined) return `IAM によると最終利用は${dayText(lastUsed)}です。`;
  if (known === "by-iam") return "IAM にも利用の記録がありません。";
  return "IAM には確認していません。データの読み書きは CloudTrail に記録がありません。";
}

export const ALERT_ADVICE =
  "これらの呼び出しをチームで説明できない場合は、「承認」も「却下」も押さず、すぐにセキュリティチームに連絡してください。これらの呼び出しが使った権限は、新しいポリシーにも残る可能性があります。判断するまで、ロールの権限は今のままです。攻撃だった場合は「却下」を押し、コメントにその旨を書いてください。どのボタンも攻撃者を止めません。説明できる場合は、通常どおり判断してください。";

export const RESTORE_WARNING =
  "このロールの呼び出しには不審なアクティビティがありました。元に戻すと、呼び出した者にもこれらの権限が戻ります。必要性を説明できる権限だけを戻し、説明できない場合はセキュリティチームに連絡してください。";

/** Warns of suspicious activity, in paragraphs: what to do, then the signs. Empty where there is none. */
export function alertTexts({ suspicious }: Pick<Proposal, "suspicious">): readonly string[] {
  if (suspicious.length === 0) return [];
  const { shown, more } = firstSigns(suspicious);
  const signs = shown.map(suspiciousText).join("");
  return [`【不審なアクティビティ】${ALERT_ADVICE}`, `${signs}${more > 0 ? `他に${items(more)}の兆候があります。` : ""}`];
}
