/** Workspaces to measure on: made by the program itself, filled by SQL so that a million enrollments take seconds. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { must } from './harness.mjs';

export const SEQ = join(import.meta.dirname, '../bin/seq');
const WEEK = 7 * 86_400_000;

/** A fresh workspace below `dir` with one business in Chicago. */
export function emptyWorkspace(dir, name = 'workspace') {
  const root = join(dir, name);
  mkdirSync(root, { recursive: true });
  must(process.execPath, [SEQ, 'init', '--yes', '--name', 'Bench Dental', '--zone', 'America/Chicago'], {
    cwd: root,
  });
  return root;
}

/** One header and `rows` leads as a CSV; every phone number is in 555-01xx form, so numbers repeat the area code for variety. */
export function* csvOf(rows) {
  yield 'first_name,last_name,email,phone,source,interest\n';
  const block = 1_000;
  for (let from = 0; from < rows; from += block) {
    let text = '';
    for (let i = from; i < Math.min(rows, from + block); i++) {
      text += `Ana${i % 977},Lopez${i % 1013},lead${i}@example.com,,Web form,teeth whitening\n`;
    }
    yield text;
  }
}

/** A workspace with `enrollments` active enrollments, the first of which is due a week from now. */
export function quietWorkspace(dir, enrollments) {
  const root = emptyWorkspace(dir);
  must(process.execPath, [SEQ, 'enroll', '-', '--sequence', 'framework-14', '--source', 'web_form'], {
    cwd: root,
    input: 'first_name,email\nAna,ana@example.com\n',
  });
  const db = new Database(join(root, '.leadseq/leadseq.db'));
  multiply(db, enrollments, Date.now() + WEEK);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return root;
}

/** Copies the one enrolled lead until there are `count`, each with its own contact, address and enrollment. */
function multiply(db, count, wakeAt) {
  const numbers = 'WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)';
  db.transaction(() => {
    const copy = (table, changes) => {
      const columns = db.pragma(`table_info(${table})`).map(({ name }) => name);
      const values = columns.map((column) => (column in changes ? changes[column] : column));
      db.prepare(
        `${numbers} INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM n, (SELECT * FROM ${table} ORDER BY id LIMIT 1)`,
      ).run(count);
    };
    copy('destination', { id: 'i', key: 'randomblob(16)', value: "'lead' || i || '@example.com'" });
    copy('contact', { id: 'i', email_id: 'i' });
    copy('lead', { id: 'i', contact_id: 'i' });
    copy('enrollment', { id: 'i', contact_id: 'i', lead_id: 'i' });
    db.prepare('UPDATE contact SET wake_at = ? + id, lease_run = NULL, lease_until = NULL').run(wakeAt);
  })();
}
