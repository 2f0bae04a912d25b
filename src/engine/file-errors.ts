/** What the system said about a file or folder, as a sentence: a full disk or a missing right is nobody's bug. */

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not',
  EPERM: 'the system does not allow it',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'this user’s share of the disk is used up',
  EIO: 'the disk failed',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  ELOOP: 'its links lead back to themselves',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

const VERBS: Readonly<Record<string, string>> = {
  mkdir: 'make the folder',
  mkdtemp: 'make the folder',
  scandir: 'look into',
  write: 'write',
  ftruncate: 'write',
  fsync: 'write',
  rename: 'move',
  copyfile: 'copy',
  unlink: 'remove',
  chmod: 'change',
};

/** `cannot make the folder /srv/acme: this user may not`; null for any other error. */
export function explainFile(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null;
  const reason = REASONS[String(error.code)];
  if (reason === undefined) return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'a file';
  return `cannot ${VERBS[String(error.syscall)] ?? 'open'} ${path}: ${reason}`;
}
