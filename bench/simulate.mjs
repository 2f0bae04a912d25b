/** Leads through three weeks of framework-14 in virtual time: enrolled, written to and called by the program itself, over a store in memory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AREA_CODE_ROWS } from '../dist/schedule/area-codes.data.js';
import { machine, must } from './harness.mjs';

const leads = Number(process.argv[2] ?? 10_000);
/** Seconds for 10,000 of them. */
const LIMIT = 10;
const SEQ = fileURLToPath(new URL('../bin/seq', import.meta.url));
const SOURCES = ['Google LSA', 'Facebook', 'Web form', 'Referral', 'Cold list'];
const HOMES = ['America/Chicago', 'America/New_York', 'America/Denver', 'America/Los_Angeles'];
const AREAS = AREA_CODE_ROWS.flatMap(([, zones, codes]) => (HOMES.includes(zones) ? codes.split(' ') : []));
const root = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));

/** Of the hundred numbers of each area that belong to nobody. */
const phoneOf = (n) => `+1${AREAS[Math.floor(n / 100)]}55501${String(n % 100).padStart(2, '0')}`;

try {
  must(process.execPath, [SEQ, 'init', root, '--yes', '--name', 'Acme Dental', '--zone', 'America/Chicago']);
  const rows = Array.from(
    { length: leads },
    (_, n) => `Lead${n},${phoneOf(n)},lead-${n}@example.com,${SOURCES[n % 5]},braces`,
  );
  writeFileSync(join(root, 'leads.csv'), `First Name,Phone,Email,Source,Interest\n${rows.join('\n')}\n`);
  writeFileSync(join(root, 'calls.yaml'), 'calls: { outcome: voicemail, after: 20m }\n');
  const words = ['-C', root, 'simulate', 'framework-14', '--days', '21', '--forecast', '--json'];
  const files = ['--roster', join(root, 'leads.csv'), '--script', join(root, 'calls.yaml')];
  const began = performance.now();
  const { stdout } = must(process.execPath, [SEQ, ...words, ...files]);
  const seconds = (performance.now() - began) / 1_000;
  const { texts, emails, calls, ticks } = JSON.parse(stdout);
  const scaled = (seconds * 10_000) / leads;
  process.stdout.write(
    `${machine()}\n${leads} leads, 21 days: ${texts} texts, ${emails} emails, ${calls} calls in ${ticks} ticks\n` +
      `${seconds.toFixed(1)} s, which is ${scaled.toFixed(1)} s for 10,000 leads; limit ${LIMIT}: ${scaled <= LIMIT ? 'held' : 'MISSED'}\n`,
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
