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

/** What a file system's error code means, in words that follow the file's name. */
export function fileErrorText(code: string): string {
  return REASONS[code] ?? `it could not be used (${code}).`;
}
