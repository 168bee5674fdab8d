/** What a literal of Terraform's language holds, read line by line: one member or item a line, as `terraform fmt` leaves them. */
export function readHcl(text: string): unknown {
  const json = text
    .replace(/^(\s*)([A-Za-z_][\w-]*|"(?:[^"\\]|\\.)*") *= /gm, (_, space: string, key: string) => {
      return `${space}${key.startsWith('"') ? key : `"${key}"`}: `;
    })
    .replace(/(?<=[^[{,\s])\n(?=\s*["\w])/g, ",\n")
    .replace(/([$%])\1\{/g, "$1{");
  return JSON.parse(json);
}
