const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file.",
  ENOTDIR: "what it lies in is no folder.",
  EEXIST: "there is a file of that name.",
  EACCES: "permission denied.",
  EPERM: "permission denied.",
  EROFS: "the file system is read-only.",
  ENOSPC: "no space is left on the device.",
  EISDIR: "it is a folder, not a file.",
  ELOOP: "its links lead in a circle.",
  ENAMETOOLONG: "the name is too long.",
};

/** The same of a file that was to be written: what is not there is what it lies in. */
export function unwrittenText(code: string): string {
  return code === "ENOENT" ? "the folder that it would lie in is not there." : fileErrorText(code);
}

/** What a file system's error code means, in words that follow the file's name. */
export function fileErrorText(code: string): string {
  return REASONS[code] ?? `it could not be used (${code}).`;
}
