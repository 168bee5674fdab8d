/**
 * An e-mail address in the form in which it is compared with those that may decide: its ASCII letters in lower case, all else as it came.
 * Unicode's folding would make one address of two: it takes the Kelvin sign for a k (Unicode, CaseFolding.txt).
 */
export function comparableAddress(address: string): string {
  return address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** May two addresses be one person's? Where letters look or fold alike they may: who must be somebody else errs to the same. */
export function mayBeOneAddress(one: string, other: string): boolean {
  return folded(one) === folded(other);
}

function folded(address: string): string {
  return address.normalize("NFKC").toLowerCase();
}
