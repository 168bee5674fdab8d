const QUOTE = 0x22;
const SLASH = 0x2f;
const VERSION = Buffer.from('{"eventVersion":"');
const IDENTITY = Buffer.from(',"userIdentity":{"type":"');
const SESSION = Buffer.from('AssumedRole","principalId":"');
const ARN = Buffer.from(',"arn":"');

/** Types of callers that are no role's session (CloudTrail User Guide, "CloudTrail userIdentity element"). */
const NO_SESSIONS: readonly Buffer[] = ["AWSService", "IAMUser", "AWSAccount", "Root", "FederatedUser", "WebIdentityUser"].map((type) =>
  Buffer.from(`${type}"`),
);

/** The longest of what is passed over: a version, a principal id with its session's name, an ARN's first part. */
const MOST_BYTES = 200;

/** `no` where the record that starts here is certainly no call of a session of these roles. */
export function isCallOf(log: Buffer, start: number, roleNames: ReadonlySet<string>): "maybe" | "no" {
  const version = start + VERSION.length;
  const type = endOfText(log, version) + 1 + IDENTITY.length;
  if (type > version + MOST_BYTES || !standsAt(log, type - IDENTITY.length, IDENTITY)) return "maybe";
  if (!standsAt(log, type, SESSION)) return NO_SESSIONS.some((other) => standsAt(log, type, other)) ? "no" : "maybe";
  const arn = endOfText(log, type + SESSION.length) + 1 + ARN.length;
  if (!standsAt(log, arn - ARN.length, ARN)) return "maybe";
  const name = indexOfByte(log, SLASH, arn) + 1;
  const end = indexOfByte(log, SLASH, name);
  return end >= name + MOST_BYTES || roleNames.has(log.toString("latin1", name, end)) ? "maybe" : "no";
}

/** Where a text that begins here ends, or no further than a name of AWS may reach. */
export function endOfText(log: Buffer, start: number): number {
  return indexOfByte(log, QUOTE, start);
}

function indexOfByte(log: Buffer, byte: number, start: number): number {
  const most = start + MOST_BYTES;
  let at = start;
  while (at < most && log[at] !== byte) at++;
  return at;
}

/** A loop of our own: for a few bytes, a call into the runtime takes longer. */
export function standsAt(log: Buffer, at: number, bytes: Buffer): boolean {
  for (let index = 0; index < bytes.length; index++) if (log[at + index] !== bytes[index]) return false;
  return true;
}
