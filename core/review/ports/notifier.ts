export interface Message {
  /** At most 100 characters, one line, ASCII (SNS). */
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  /** The same for chat: a custom notification of Amazon Q Developer in chat applications, as JSON text. */
  readonly chat: string;
  readonly kind: "approval-request" | "digest" | "reminder" | "escalation" | "closing" | "denied" | "alarm";
  /** Where the message leads to, if to one page. */
  readonly link?: string;
  /** Absent where it is about many. */
  readonly reviewId?: string;
  /** Whose roles it is about; absent where they are of several accounts, and of a permission set, which is of none. */
  readonly account?: string;
  /** The owner whose approvers alone may decide about it; absent where there is none, or it is about roles of several. */
  readonly owner?: string;
}

export interface Notifier {
  publish(message: Message): Promise<void>;
  /** Where true, nobody hears how a review ended, and no message about it need be made. */
  readonly hearsNoEnd?: true;
}
