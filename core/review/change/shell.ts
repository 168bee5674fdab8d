/** A word as a shell takes it. Names and ARNs of IAM hold nothing that a shell reads, but what comes from outside is quoted all the same. */
export function shellWord(text: string): string {
  return /^[\w+=,.@:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
