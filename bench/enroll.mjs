/** Rows a second of `seq enroll` beside `sqlite3 .import` of the same CSV, what each row costs the processor, and the memory both need. */

import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { machine, median, race, report, timed } from './harness.mjs';
import { csvOf, emptyWorkspace, SEQ } from './workspace.mjs';

const rows = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 3);
const dir = mkdtempSync(join(tmpdir(), 'leadseq-bench-'));
const csv = join(dir, 'leads.csv');
const out = createWriteStream(csv);
for (const text of csvOf(rows)) if (!out.write(text)) await once(out, 'drain');
out.end();
await once(out, 'finish');

const peaks = new Map();
const busy = new Map();
let number = 0;
let enrolled;

const contestant = (name, run) => ({
  name,
  run: async () => {
    const { ms, cpu, mib } = await run(number++);
    busy.set(name, [...(busy.get(name) ?? []), cpu]);
    peaks.set(name, Math.max(peaks.get(name) ?? 0, mib));
    return ms;
  },
});

process.stdout.write(`${machine()}\n`);
const results = await race(
  [
    contestant('sqlite3 .import', (n) => {
      const db = join(dir, `import-${n}.db`);
      return timed('sqlite3', [db], { input: `.import --csv ${csv} lead\n` });
    }),
    contestant('seq enroll', (n) => {
      if (enrolled) rmSync(enrolled, { recursive: true });
      enrolled = emptyWorkspace(dir, `workspace-${n}`);
      return timed(process.execPath, [SEQ, 'enroll', csv], { cwd: enrolled });
    }),
  ],
  { rounds, warmups: 0 },
);
report(`enroll, ${rows.toLocaleString('en-US')} rows`, results);
for (const { name, median: middle } of results) {
  process.stdout.write(
    `  ${name.padEnd(44)} ${Math.round((rows / middle) * 1000).toLocaleString('en-US')} rows/s, ${((median(busy.get(name)) / rows) * 1000).toFixed(1)} µs of CPU a row, peak ${Math.round(peaks.get(name))} MiB\n`,
  );
}

const path = join(enrolled, '.leadseq/leadseq.db');
const db = new Database(path);
db.pragma('wal_checkpoint(TRUNCATE)');
const { data } = db
  .prepare(
    `SELECT sum(length(first_name) + length(last_name) + length(value) + length(coalesce(source_text, '')) + length(fields)) AS data
     FROM contact JOIN destination ON destination.id = email_id JOIN lead ON lead.contact_id = contact.id`,
  )
  .get();
db.close();
const bytes = statSync(path).size / rows;
process.stdout.write(
  `\nbytes an enrollment: ${bytes.toFixed(0)}, of which the lead's own data ${(data / rows).toFixed(0)}; the rest ${(bytes - data / rows).toFixed(0)}\n`,
);
rmSync(dir, { recursive: true });
