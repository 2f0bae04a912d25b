/** Makes a workspace: settings with comments, the shipped sequences with their templates, and nothing overwritten. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isTestFile, SETTINGS_FILE } from './workspace-files.ts';

export interface WorkspaceAnswers {
  readonly name: string;
  readonly zone: string;
  readonly bookingLink: string | null;
  readonly agent: string | null;
  readonly postalAddress: string | null;
  readonly sequence: string;
}

export interface CreatedWorkspace {
  /** Relative to the root, in the order in which they were made. */
  readonly made: readonly string[];
  /** Files that were there and stay as they are. */
  readonly kept: readonly string[];
  /** Settings that hold a stand-in until a person fills them in. */
  readonly toFillIn: readonly string[];
}

/** Folders of the package that every workspace gets a copy of; the schemas are what editors explain the files with. */
const SHIPPED = ['sequences', 'schemas'];

/** In the package the templates live beside the sequences that use them. */
const placeOf = (path: string): string => path.replace(/^sequences[\\/]templates[\\/]/, 'templates/');

/** `shipped` is the folder of this program that has `sequences/` in it. */
export function createWorkspace(root: string, shipped: string, answers: WorkspaceAnswers): CreatedWorkspace {
  const made: string[] = [];
  const kept: string[] = [];
  const put = (path: string, text: string): void => {
    const absolute = join(root, path);
    if (existsSync(absolute)) {
      kept.push(path);
      return;
    }
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text, { flag: 'wx' });
    made.push(path);
  };
  for (const folder of SHIPPED) {
    for (const path of filesIn(shipped, folder))
      put(placeOf(path), readFileSync(join(shipped, path), 'utf8'));
  }
  ignoreState(root, put);
  // Last, because it is what makes a folder a workspace: an `init` that was cut short can be run again.
  put(SETTINGS_FILE, settingsText(answers));
  return { made, kept, toFillIn: missingAnswers(answers) };
}

/** The id of a business as people write it in files and flags. */
function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return /^[a-z]/.test(slug) ? slug : `business${slug === '' ? '' : `-${slug}`}`;
}

function settingsText(answers: WorkspaceAnswers): string {
  const { name, zone, bookingLink, agent, postalAddress, sequence } = answers;
  return `# yaml-language-server: $schema=schemas/workspace.schema.json
version: 1

businesses:
  ${slugOf(name)}:
    name: ${quoted(name)}
    zone: ${zone}
    # Country of phone numbers written without one.
    country: US
    booking_link: ${quoted(bookingLink ?? STAND_IN.bookingLink)}
    # Who calls, and signs the messages; without one a sequence says what its fallback for agent_name says.
    ${agent === null ? '# agent: Dana Reyes' : `agent: ${quoted(agent)}`}
    # The law wants one in every email.
    postal_address: ${quoted(postalAddress ?? STAND_IN.postalAddress)}
    # When somebody can call leads; call tasks are due only then.
    hours: { mon-fri: "09:00-17:00" }
    # holidays: ["2026-12-25"]
    # senders: { sms: "+13125550100", email: hello@example.com }
    # What new leads get, and the source of leads that name none.
    sequence: ${sequence}
    # source: web_form

# Everything below may only be tighter than the built-in rules.
policy:
  # The first text may answer a fresh inquiry at any hour.
  instant_reply: true
  # quiet_hours: { mon-sat: "09:00-20:00", sun: "12:00-20:00" }
  # sms_spacing: 8h
  # email_spacing: 48h

# What your exports call the sources, for all sequences.
# sources: { aliases: { "Bing*": web_form } }
`;
}

/** Enough for a rehearsal; `init` says which of them a person must replace. */
const STAND_IN = {
  bookingLink: 'https://example.com/book',
  postalAddress: '1 Example Street, Springfield, IL 62701',
};

function missingAnswers(answers: WorkspaceAnswers): readonly string[] {
  return [
    ...(answers.bookingLink === null ? ['booking_link'] : []),
    ...(answers.postalAddress === null ? ['postal_address'] : []),
  ];
}

/** A YAML double-quoted scalar; JSON is a subset of it. */
const quoted = (text: string): string => JSON.stringify(text);

function filesIn(shipped: string, folder: string): readonly string[] {
  const root = join(shipped, folder);
  if (!existsSync(root)) return [];
  return (
    readdirSync(root, { withFileTypes: true, recursive: true })
      // The tests of what is shipped are about what is shipped, not about what somebody makes of it.
      .filter((entry) => entry.isFile() && !isTestFile(entry.name))
      .map((entry) => relative(shipped, join(entry.parentPath, entry.name)))
      .sort()
  );
}

/** People, their messages, the key of the opt-out list and secrets have no business in git. */
function ignoreState(root: string, put: (path: string, text: string) => void): void {
  const path = join(root, '.gitignore');
  if (!existsSync(path)) {
    put('.gitignore', '.leadseq/\n.env\n');
    return;
  }
  const text = readFileSync(path, 'utf8');
  if (!/^\/?\.leadseq\/?$/m.test(text)) appendFileSync(path, '\n.leadseq/\n');
  if (!/^\/?\.env$/m.test(text)) appendFileSync(path, '\n.env\n');
}
