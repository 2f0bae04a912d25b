/** `seq leads`: who is in the workspace, newest first; a page on a terminal, all of them in a pipe. */
import type { ContactId } from '../../domain/ids.ts';
import type { Zone } from '../../domain/time.ts';
import type { Workspace } from '../../engine/workspace.ts';
import {
  countLeads,
  type EnrollmentState,
  type LeadFilter,
  type ListedLead,
  listLeads,
} from '../../store/listings.ts';
import { chosenBusinesses } from '../businesses.ts';
import { type Command, EXIT, type GlobalOptions, type Io } from '../io.ts';
import { isoOrNull, jsonLine } from '../json.ts';
import { usage } from '../problems.ts';
import { table, tsv } from '../table.ts';
import { colorsFor } from '../terminal.ts';
import { showDay } from '../times.ts';
import { withWorkspace } from '../with-workspace.ts';

interface Options {
  readonly business?: string;
  readonly state?: EnrollmentState;
  readonly source?: string;
  readonly sequence?: string;
  readonly limit?: number;
  readonly page?: number;
}

const PAGE = 20;
/** Rows read at a time when everything is asked for: a million leads must not be one array. */
const BATCH = 2_000;

/** The same commands as without `leads` before them. */
const WORDS: Readonly<Record<string, () => Promise<{ readonly run: Command<never> }>>> = {
  pause: () => import('./pause.ts'),
  resume: () => import('./resume.ts'),
  stop: () => import('./stop.ts'),
  merge: () => import('./merge.ts'),
};

export const run: Command<Options> = async (io, args, options) => {
  const [word = '', ...rest] = args;
  const act = WORDS[word];
  if (act !== undefined) return (await act()).run(io, rest, options as never);
  if (rest.length > 0)
    return usage(io, options, `it takes one piece of text, as in: ${io.name} leads "${args.join(' ')}"`);
  return list(io, args, options);
};

const list: Command<Options> = (io, args, options) =>
  withWorkspace(
    io,
    options,
    async (ws) => {
      if (chosenBusinesses(io, options, ws, options.business) === null) return EXIT.usage;
      const filter: LeadFilter = {
        business: options.business ?? null,
        state: options.state ?? null,
        source: options.source ?? null,
        sequence: options.sequence ?? null,
        text: args[0] ?? null,
      };
      if (options.json) return writeAll(io, ws, filter, options);
      return io.stdout.isTTY ? writePage(io, ws, filter, options) : writeTsv(io, ws, filter, options);
    },
    'settings',
  );

async function writePage(io: Io, ws: Workspace, filter: LeadFilter, options: Options & GlobalOptions) {
  const limit = options.limit ?? PAGE;
  const page = options.page ?? 1;
  const total = await countLeads(ws.db, filter);
  const leads = await listLeads(ws.db, filter, { limit, offset: (page - 1) * limit });
  const pages = Math.max(1, Math.ceil(total / limit));
  if (leads.length === 0) {
    io.stdout.write(
      total === 0 ? noneText(io, filter) : `There are ${pages} pages; ${page} is past the last.\n`,
    );
    return EXIT.ok;
  }
  const color = colorsFor(io, io.stdout, options);
  const several = ws.config.businesses.size > 1;
  const rows = leads.map((lead) => [
    { text: String(lead.id), paint: color.dim },
    nameOf(lead),
    lead.phone ?? lead.email ?? '',
    ...(several ? [lead.business] : []),
    lead.sequence ?? '',
    lead.source ?? '',
    lead.state ?? '',
    lead.enrolledAt === null ? '' : showDay(lead.enrolledAt, zoneOf(ws, lead), io.now()),
  ]);
  const columns = [
    { title: 'id', align: 'right' as const },
    { title: 'name', fit: 'cut' as const },
    { title: 'reached at', fit: 'cut' as const },
    ...(several ? [{ title: 'business', fit: 'cut' as const }] : []),
    { title: 'sequence', fit: 'cut' as const },
    { title: 'source', fit: 'cut' as const },
    { title: 'state' },
    { title: 'enrolled' },
  ];
  for (const line of table(columns, rows, Math.min(io.stdout.columns, 80))) io.stdout.write(`${line}\n`);
  const more = page < pages ? ` Next: --page ${page + 1}` : '';
  io.stdout.write(`\n  ${count(total)}, page ${page} of ${pages}.${more}\n`);
  return EXIT.ok;
}

const TITLES = [
  'id',
  'first_name',
  'last_name',
  'phone',
  'email',
  'business',
  'sequence',
  'source',
  'state',
  'enrolled_at',
];

async function writeTsv(io: Io, ws: Workspace, filter: LeadFilter, options: Options) {
  let first = true;
  for await (const leads of batches(ws, filter, options)) {
    const text = tsv(TITLES, leads.map(valuesOf));
    io.stdout.write(first ? text : text.slice(text.indexOf('\n') + 1));
    first = false;
  }
  return EXIT.ok;
}

async function writeAll(io: Io, ws: Workspace, filter: LeadFilter, options: Options) {
  io.stdout.write('{"version":1,"kind":"leads","leads":[');
  let separator = '';
  for await (const leads of batches(ws, filter, options)) {
    for (const lead of leads) {
      io.stdout.write(`${separator}${jsonLine({ ...lead, enrolledAt: isoOrNull(lead.enrolledAt) })}`);
      separator = ',';
    }
  }
  io.stdout.write(']}\n');
  return EXIT.ok;
}

/** The page that was asked for, or everything in batches. */
async function* batches(
  ws: Workspace,
  filter: LeadFilter,
  options: Options,
): AsyncGenerator<readonly ListedLead[]> {
  if (options.limit !== undefined || options.page !== undefined) {
    const limit = options.limit ?? PAGE;
    yield await listLeads(ws.db, filter, { limit, offset: ((options.page ?? 1) - 1) * limit });
    return;
  }
  let below: ContactId | null = null;
  for (;;) {
    const leads: readonly ListedLead[] = await listLeads(ws.db, filter, { limit: BATCH, offset: 0, below });
    yield leads;
    if (leads.length < BATCH) return;
    below = leads.at(-1)?.id ?? null;
  }
}

const valuesOf = (lead: ListedLead): readonly string[] => [
  String(lead.id),
  lead.firstName,
  lead.lastName,
  lead.phone ?? '',
  lead.email ?? '',
  lead.business,
  lead.sequence ?? '',
  lead.source ?? '',
  lead.state ?? '',
  isoOrNull(lead.enrolledAt) ?? '',
];

function noneText(io: Io, filter: LeadFilter): string {
  const filtered = Object.values(filter).some((value) => value !== null);
  return filtered
    ? 'No lead matches.\n'
    : `There are no leads yet. To bring some in: ${io.name} enroll leads.csv\n`;
}

const nameOf = (lead: ListedLead): string => `${lead.firstName} ${lead.lastName}`.trim() || '(no name)';
const zoneOf = (ws: Workspace, lead: ListedLead): Zone =>
  ws.config.businesses.get(lead.business)?.zone ?? ('UTC' as Zone);
const count = (total: number): string => (total === 1 ? '1 lead' : `${total.toLocaleString('en-US')} leads`);
