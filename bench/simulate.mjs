/** Leads through three weeks of framework-14 in virtual time: enrolled, written to and called by the program itself, over a store in memory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machine, must } from './harness.mjs';

const leads = Number(process.argv[2] ?? 10_000);
/** Seconds for 10,000 of them. */
const LIMIT = 10;
const SEQ = fileURLToPath(new URL('../bin/seq', import.meta.url));
const SOURCES = ['Google LSA', 'Facebook', 'Web form', 'Referral', 'Cold list'];
const AREAS = ['312', '773', '303', '213', '646', '404', '206', '617'];
const root = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));

/** Made up: numbers that nobody is ever rung on, since nothing leaves this process. */
const phoneOf = (n) =>
  `+1${AREAS[n % 8]}${200 + Math.floor(n / 80_000)}${String(Math.floor(n / 8) % 10_000).padStart(4, '0')}`;

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
