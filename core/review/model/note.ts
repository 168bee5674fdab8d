import * as v from "valibot";
import { count, list, object, optional } from "#core/schema.ts";

const text = v.string();

/** A day, `YYYY-MM-DD`. */
const day = v.string();

/** What is new since a proposal was rejected, or why it does not matter. */
const News = v.variant("id", [
  /** An operator named the role. */
  object({ id: v.literal("named") }),
  object({ id: v.literal("role-changed") }),
  object({ id: v.literal("proposal-changed") }),
  /** Kinds of evidence gaps that the proposal had, and has no more. */
  object({ id: v.literal("gaps-closed"), kinds: list(text) }),
  object({ id: v.literal("proven"), actions: list(text) }),
  /** Kinds of suspicious activity. */
  object({ id: v.literal("suspicious"), kinds: list(text) }),
  object({ id: v.literal("days-passed"), days: count }),
]);
export type News = v.InferOutput<typeof News>;

/** What became of the role's last proposal, and why the role is asked about again. Words for it are made in core/messages/note.ts. */
export const AskedAgain = v.variant("id", [
  object({ id: v.literal("rejected"), on: day, by: text, reason: optional(text), news: list(News) }),
  /** It was approved, and the role's policies changed before it was carried out. */
  object({ id: v.literal("drifted") }),
  /** It was approved, and the role used since what it would have lost. */
  object({ id: v.literal("used-since"), actions: list(text) }),
  /** Its rehearsal caught calls. */
  object({ id: v.literal("caught"), calls: list(object({ action: text, count, resources: list(text) })) }),
]);
export type AskedAgain = v.InferOutput<typeof AskedAgain>;

/** What the approver should know besides. Words for it are made in core/messages/note.ts. */
export const Note = v.variant("id", [
  /** `whittle:replace` names a policy that the role does not have. */
  object({ id: v.literal("policy-not-attached"), name: text }),
  object({ id: v.literal("tag-misread"), tag: text, word: text, because: v.picklist(["no-such-action", "no-such-scope", "no-such-wave"]) }),
  object({ id: v.literal("approvers-misread"), value: text }),
  /** Whoever decides must be in one of these groups, because of the role's account or of its tag whittle:owner. */
  object({ id: v.literal("approvers-of"), of: v.picklist(["account", "owner"]), name: text, groups: list(text) }),
  /** Its tag whittle:owner narrows nothing: no group is given for it, or nobody has to sign in. */
  object({ id: v.literal("owner-unknown"), owner: text, signIn: v.picklist(["oidc", "link"]) }),
  /** `days` is what applies instead. */
  object({ id: v.literal("rehearsal-misread"), value: text, days: v.number() }),
  /** Two must approve, as far as the kind of sign-in tells them apart. */
  object({ id: v.literal("two-approvers"), signIn: v.picklist(["oidc", "link", "local"]) }),
  object({ id: v.literal("rehearsed"), days: v.number() }),
  object({ id: v.literal("not-rehearsed"), because: v.picklist(["no-free-slot", "embedded", "other-account"]) }),
  /** A generated policy leaves the region open. */
  object({ id: v.literal("region-assumed"), region: text }),
  /** Naming each resource does not fit: by what more than so many of a type have in common, or, without the number, by type. */
  object({ id: v.literal("named-wider"), mostNames: optional(count) }),
  /** Refined policies that become inline ones. */
  object({ id: v.literal("no-place-left"), names: list(text) }),
  /** Of a permission set: naming each of its accounts does not fit, and resources are named in any account. */
  object({ id: v.literal("accounts-open"), accounts: count }),
  /** A permission set, its accounts, and names of customer-managed policies: their documents are not read. */
  object({ id: v.literal("permission-set"), accounts: list(text), customerManaged: list(text) }),
  /** Actions that are narrowed to things which the role used on one occasion, and some of those. */
  object({ id: v.literal("seen-once"), actions: list(text), on: list(text) }),
  object({ id: v.literal("names-vary"), action: text, pattern: text, laterCalls: count }),
]);
export type Note = v.InferOutput<typeof Note>;
