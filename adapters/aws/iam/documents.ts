/**
 * The JSON text of a policy document. IAM hands documents out URL-encoded (RFC 3986; IAM API Reference, "PolicyVersion"); one
 * that holds a brace is plain already, as an encoded one never does.
 */
export function decodeDocument(document: string): string {
  return document.includes("{") ? document : decodeURIComponent(document);
}
