/** IAM hands policy documents out URL-encoded (RFC 3986; IAM API Reference, "PolicyVersion"); this gives the JSON text. */
export function decodeDocument(document: string): string {
  return decodeURIComponent(document);
}
