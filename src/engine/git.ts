/** Asks git about a folder: without a shell, without the network, without running anything that the repository configures. */
import { execFile } from 'node:child_process';
import { nearest } from '../domain/nearest.ts';
import { fail, ok, type Result } from '../domain/result.ts';

export interface GitProblem {
  readonly kind: 'bad-name' | 'no-git' | 'no-repository' | 'unknown-revision' | 'failed';
  /** What is wrong, as a sentence without its period. */
  readonly message: string;
  /** What to type next. */
  readonly hint?: string;
}

interface Answer {
  /** Null when git is not there at all. */
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface Question {
  readonly input?: string;
  /** Bytes of answer that are read at most; more is a failure. */
  readonly most?: number;
}

const MOST_ANSWERED = 8 * 1024 * 1024;
/** A repository on a disk that hangs must not hang a build. */
const PATIENCE = 60_000;

/** A missing object would otherwise be fetched, and a file watcher of the repository's own choice started. */
const QUIETLY = ['--no-pager', '-c', 'protocol.allow=never', '-c', 'core.fsmonitor=false'];

/** Inside a hook these name another folder than the one that is asked about. */
const ELSEWHERE = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_OBJECT_DIRECTORY'];

/** Git's answer in this folder, at most `most` bytes of it; never throws. */
export function askGit(
  folder: string,
  args: readonly string[],
  { input, most = MOST_ANSWERED }: Question = {},
): Promise<Answer> {
  const kept = Object.entries(process.env).filter(([name]) => !ELSEWHERE.includes(name));
  const env = { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1' };
  return new Promise((resolve) => {
    const options = { cwd: folder, env, maxBuffer: most, timeout: PATIENCE, encoding: 'buffer' } as const;
    const child = execFile('git', [...QUIETLY, ...args], options, (error, stdout, stderr) => {
      const isMissing = error !== null && error.code === 'ENOENT';
      const code = error === null ? 0 : isMissing ? null : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, stdout, stderr: stderr.toString('utf8') });
    });
    // It may end before it has read everything, which its exit code tells better.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });
}

/** The full id of the commit that a branch, tag or id means in the repository that holds this folder. */
export async function commitOf(folder: string, name: string): Promise<Result<string, GitProblem>> {
  const wrong = whyRefused(name);
  if (wrong !== null) return fail({ kind: 'bad-name', message: wrong, hint: SUCH_AS });
  const answer = await askGit(folder, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
  if (answer.code === null)
    return fail({
      kind: 'no-git',
      message: 'git is not installed here, or not on PATH, so earlier revisions cannot be read',
      hint: 'Install git, or compare two files instead: old.yaml..new.yaml',
    });
  const commit = answer.stdout.toString('utf8').trim();
  if (answer.code === 0 && /^[0-9a-f]{40,64}$/.test(commit)) return ok(commit);
  return fail(await whyUnknown(folder, name));
}

const SUCH_AS = 'Such as: HEAD, HEAD~1, main, origin/main, v1.2 or a1b2c3d.';

/** What git could take for an option, or nobody types. */
function whyRefused(name: string): string | null {
  if (name === '') return 'a revision has no name';
  if (name.startsWith('-')) return `"${name}" is no revision: it begins with a dash`;
  if (name.length > 250) return 'a revision has a name of more than 250 characters';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u0020\u007f]/.test(name)) return `"${name}" is no revision: it has a space in it`;
  return null;
}

async function whyUnknown(folder: string, name: string): Promise<GitProblem> {
  const inside = await askGit(folder, ['rev-parse', '--is-shallow-repository']);
  if (inside.code !== 0) {
    const [said = ''] = inside.stderr.split('\n');
    if (!said.includes('not a git repository'))
      return { kind: 'failed', message: `git cannot read this repository: ${said}` };
    return {
      kind: 'no-repository',
      message: `${folder} is in no git repository, so it has no revision "${name}"`,
      hint: 'Run `git init` and commit there, or compare two files instead: old.yaml..new.yaml',
    };
  }
  const listed = await askGit(folder, ['for-each-ref', '--count=2000', '--format=%(refname:short)']);
  const near = nearest(name, ['HEAD', ...listed.stdout.toString('utf8').trim().split('\n')]);
  const message = `git knows no revision "${name}"${near === null ? '' : `; did you mean ${near}?`}`;
  if (inside.stdout.toString('utf8').trim() !== 'true')
    return { kind: 'unknown-revision', message, hint: `See \`git log --oneline\`. ${SUCH_AS}` };
  return {
    kind: 'unknown-revision',
    message,
    hint: 'This clone is shallow: `git fetch --unshallow` brings the rest (in GitHub Actions: fetch-depth: 0).',
  };
}
