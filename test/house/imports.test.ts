/** Holds the floor plan: which room may import which, which libraries live where, and what pure rooms may never touch. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');

interface Room {
  /** Rooms it may import; `types` allows `import type` only. */
  readonly rooms: Readonly<Record<string, 'all' | 'types'>>;
  /** Libraries by name, or by name with the one file that may import them. */
  readonly libraries: Readonly<Record<string, string | null>>;
}

const PURE = ['domain', 'intake', 'sequence', 'schedule', 'message', 'inbound', 'lint', 'report'];
const everything = Object.fromEntries(
  [...PURE, 'store', 'transport', 'engine', 'server'].map((room) => [room, 'all' as const]),
);

const ROOMS: Readonly<Record<string, Room>> = {
  domain: { rooms: {}, libraries: {} },
  intake: { rooms: { domain: 'all' }, libraries: { 'libphonenumber-js/min': null } },
  sequence: { rooms: { domain: 'all' }, libraries: { yaml: null, 'node:crypto': null } },
  schedule: { rooms: { domain: 'all', sequence: 'types' }, libraries: { luxon: 'calendar.ts' } },
  message: {
    rooms: { domain: 'all', sequence: 'types' },
    libraries: { liquidjs: null, marked: null, 'sms-segments-calculator': null },
  },
  inbound: { rooms: { domain: 'all' }, libraries: { 'email-reply-parser': null, 'chrono-node': null } },
  lint: { rooms: { domain: 'all', sequence: 'all', schedule: 'all', message: 'all' }, libraries: {} },
  report: { rooms: { domain: 'all' }, libraries: {} },
  store: {
    rooms: { domain: 'all', sequence: 'types' },
    libraries: { 'better-sqlite3': 'sqlite.ts', pg: 'postgres.ts' },
  },
  transport: {
    rooms: { domain: 'all', message: 'types' },
    libraries: { twilio: 'twilio.ts', nodemailer: 'smtp.ts', imapflow: 'imap.ts' },
  },
  engine: {
    rooms: {
      ...Object.fromEntries(PURE.map((room) => [room, 'all' as const])),
      store: 'all',
      transport: 'types',
    },
    libraries: { 'csv-parse': null, 'csv-parse/sync': null, 'postal-mime': 'read-mail.ts', pino: null },
  },
  server: {
    rooms: { domain: 'all', engine: 'all', report: 'all' },
    libraries: { hono: null, '@hono/node-server': null, isbot: null, 'smtp-server': 'dev-smtp.ts' },
  },
  cli: {
    rooms: everything,
    libraries: {
      commander: null,
      chalk: null,
      'node-cron': null,
      'csv-stringify': null,
      'csv-stringify/sync': null,
      'string-width': null,
      '@clack/prompts': null,
      '@bomb.sh/tab': 'completion.ts',
    },
  },
};

/** What makes the same call give two answers; `yield` of a promise is caught by the words it needs. */
const IMPURE = [
  /\bDate\.now\s*\(/,
  /\bnew Date\(\s*\)/,
  /\bMath\.random\s*\(/,
  /\bprocess\s*\./,
  /\bawait\b/,
  /\bPromise\b/,
  /\.then\s*\(/,
];

interface Import {
  readonly from: string;
  readonly types: boolean;
}

/** Every import and re-export of a file, dynamic ones and `import('…')` types included. */
function importsOf(name: string, text: string): readonly Import[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const types = ts.isImportDeclaration(node) ? onlyTypes(node) : node.isTypeOnly;
      found.push({ from: (node.moduleSpecifier as ts.StringLiteral).text, types });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [first] = node.arguments;
      found.push({ from: first && ts.isStringLiteralLike(first) ? first.text : '(computed)', types: false });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push({ from: (node.argument.literal as ts.StringLiteral).text, types: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function onlyTypes(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    !clause.name &&
    !!named &&
    ts.isNamedImports(named) &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

/** The source without comments and string contents, so that prose about the clock is not mistaken for a use of it. */
function codeOnly(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  const words: string[] = [];
  const templateDepth: number[] = [];
  let depth = 0;
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.TemplateHead) templateDepth.push(depth);
    if (token === ts.SyntaxKind.OpenBraceToken) depth++;
    if (token === ts.SyntaxKind.CloseBraceToken) {
      if (templateDepth.at(-1) === depth) {
        if (scanner.reScanTemplateToken(false) === ts.SyntaxKind.TemplateTail) templateDepth.pop();
        continue;
      }
      depth--;
    }
    const silent =
      token === ts.SyntaxKind.SingleLineCommentTrivia ||
      token === ts.SyntaxKind.MultiLineCommentTrivia ||
      token === ts.SyntaxKind.StringLiteral ||
      token === ts.SyntaxKind.NoSubstitutionTemplateLiteral ||
      token === ts.SyntaxKind.TemplateHead;
    words.push(silent ? "''" : scanner.getTokenText());
  }
  return words.join('');
}

/** What one file does that its room may not; empty when all is well. */
function offenses(path: string, text: string): readonly string[] {
  const [roomName = ''] = path.split('/');
  const room = ROOMS[roomName];
  if (!room) return [`src/${path}: there is no room "${roomName}"`];
  const wrong: string[] = [];
  for (const { from, types } of importsOf(path, text)) {
    if (from.startsWith('.')) {
      const target = posix.normalize(posix.join(posix.dirname(path), from)).split('/')[0] ?? '';
      if (target === roomName) continue;
      const allowed = room.rooms[target];
      if (!allowed) wrong.push(`src/${path} imports room "${target}", which "${roomName}" may not`);
      else if (allowed === 'types' && !types)
        wrong.push(`src/${path} imports values of "${target}"; only types are allowed`);
    } else if (from.startsWith('node:') && !PURE.includes(roomName)) {
    } else if (!(from in room.libraries)) {
      wrong.push(`src/${path} imports "${from}", which is not a library of "${roomName}"`);
    } else {
      const only = room.libraries[from];
      if (only && posix.basename(path) !== only)
        wrong.push(`src/${path} imports "${from}"; only ${only} may`);
    }
  }
  if (PURE.includes(roomName)) {
    const code = codeOnly(text);
    for (const pattern of IMPURE)
      if (pattern.test(code)) wrong.push(`src/${path} is in a pure room but matches ${pattern}`);
  }
  return wrong;
}

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(SRC, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

describe('the house', () => {
  it('keeps every import inside the table of rooms, and pure rooms pure', () => {
    const wrong = files.flatMap((path) => offenses(path, readFileSync(join(SRC, path), 'utf8')));
    expect(wrong).toEqual([]);
    expect(files.length).toBeGreaterThan(20);
  });

  it('opens every file with one sentence that says what it is for', () => {
    const silent = files.filter((path) => !/^\/\*\* ?\S/.test(readFileSync(join(SRC, path), 'utf8')));
    expect(silent).toEqual([]);
  });

  it('has no file over 300 lines', () => {
    const long = files.filter((path) => readFileSync(join(SRC, path), 'utf8').split('\n').length > 301);
    expect(long).toEqual([]);
  });

  it('has nothing at the top level that the plan does not name', () => {
    const top = readdirSync(join(SRC, '..')).filter(
      (name) => !name.startsWith('.') && name !== 'node_modules' && name !== 'dist',
    );
    const known = [
      'README.md',
      'bench',
      'bin',
      'biome.json',
      'docs',
      'examples',
      'package-lock.json',
      'package.json',
      'schemas',
      // Generators that run at build time: the schema validators and the area-code table.
      'scripts',
      'sequences',
      'src',
      'test',
      'tsconfig.build.json',
      'tsconfig.json',
      'vitest.config.ts',
    ];
    expect(top.filter((name) => !known.includes(name))).toEqual([]);
    expect(existsSync(join(SRC, '../.ci/run'))).toBe(true);
  });
});

describe('control: the test over imports can fail', () => {
  it.each([
    [
      'domain/a.ts',
      "import { x } from '../store/b.ts';",
      'src/domain/a.ts imports room "store", which "domain" may not',
    ],
    [
      'schedule/a.ts',
      "import { x } from '../sequence/b.ts';",
      'src/schedule/a.ts imports values of "sequence"; only types are allowed',
    ],
    [
      'schedule/gates.ts',
      "import { DateTime } from 'luxon';",
      'src/schedule/gates.ts imports "luxon"; only calendar.ts may',
    ],
    [
      'engine/a.ts',
      "const c = await import('commander');",
      'src/engine/a.ts imports "commander", which is not a library of "engine"',
    ],
    [
      'message/a.ts',
      "import { readFileSync } from 'node:fs';",
      'src/message/a.ts imports "node:fs", which is not a library of "message"',
    ],
    ['attic/a.ts', '', 'src/attic/a.ts: there is no room "attic"'],
  ])('%s', (path, text, offense) => {
    expect(offenses(path, text)).toEqual([offense]);
  });

  it.each([
    'Date.now()',
    'new Date()',
    'Math.random()',
    'process.env',
    'async () => { await x }',
    'Promise.all([])',
    'x.then(y)',
  ])('a pure room may not say %s', (code) => {
    expect(offenses('schedule/a.ts', `const a = ${code};`)).toHaveLength(1);
  });

  it('but may write about it', () => {
    expect(
      offenses(
        'schedule/a.ts',
        ['// await Date.now()\nconst a = "process.env"; const b = `x', '{`', '{"y"}`} await`;'].join('$'),
      ),
    ).toEqual([]);
  });

  it('allows what the table allows', () => {
    expect(offenses('schedule/a.ts', "import type { Touch } from '../sequence/sequence.ts';")).toEqual([]);
    expect(offenses('schedule/calendar.ts', "import { DateTime } from 'luxon';")).toEqual([]);
  });
});
