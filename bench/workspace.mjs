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
  enrollOne(root, 'first_name,email\nAna,ana@example.com\n');
  fill(root, (db) => {
    copy(
      db,
      'destination',
      { id: 'i', key: 'randomblob(16)', value: "'lead' || i || '@example.com'" },
      enrollments,
    );
    copy(db, 'contact', { id: 'i', email_id: 'i' }, enrollments);
    copy(db, 'lead', { id: 'i', contact_id: 'i' }, enrollments);
    copy(db, 'enrollment', { id: 'i', contact_id: 'i', lead_id: 'i' }, enrollments);
    db.prepare('UPDATE contact SET wake_at = ? + id').run(Date.now() + WEEK);
  });
  return root;
}

/**
 * A workspace with `enrollments` leads who can be texted and emailed and have all inquired at `at`: for every n-th, so
 * that `due` of them lie all over the tables, the first text is due then, for the others nothing for a week.
 */
export function dueWorkspace(dir, { enrollments, due, at }) {
  const root = emptyWorkspace(dir, 'template');
  enrollOne(
    root,
    'first_name,last_name,phone,email,interest\nAna,Lopez,+13125550142,ana@example.com,implants\n',
  );
  fill(root, (db) => {
    // Too long to be anybody's number.
    const phone = "'+13125550' || printf('%07d', i)";
    copy(
      db,
      'destination',
      { id: '2 * i - 1', kind: "'phone'", key: 'randomblob(16)', value: phone },
      enrollments,
    );
    const address = "'lead' || i || '@example.com'";
    copy(
      db,
      'destination',
      { id: '2 * i', kind: "'email'", key: 'randomblob(16)', value: address },
      enrollments,
    );
    copy(db, 'contact', { id: 'i', phone_id: '2 * i - 1', email_id: '2 * i' }, enrollments);
    copy(db, 'lead', { id: 'i', contact_id: 'i' }, enrollments);
    copy(db, 'enrollment', { id: 'i', contact_id: 'i', lead_id: 'i' }, enrollments);
    db.prepare('UPDATE lead SET received_at = ?').run(at);
    db.prepare('UPDATE enrollment SET enrolled_at = ?, anchor_at = ?').run(at, at);
    db.prepare('UPDATE contact SET wake_at = CASE WHEN id % ? = 0 THEN ? ELSE ? END').run(
      Math.floor(enrollments / due),
      at,
      at + WEEK,
    );
    db.prepare("UPDATE meta SET value = ? WHERE key = 'high_water'").run(String(at));
  });
  return root;
}

function enrollOne(root, input) {
  must(process.execPath, [SEQ, 'enroll', '-', '--sequence', 'framework-14', '--source', 'web_form'], {
    cwd: root,
    input,
  });
}

function fill(root, work) {
  const db = new Database(join(root, '.leadseq/leadseq.db'));
  db.transaction(() => work(db))();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** Copies the first row of a table until there are `count` leads, with what `changes` says of the `i`-th. */
function copy(db, table, changes, count) {
  const columns = db.pragma(`table_info(${table})`).map(({ name }) => name);
  const values = columns.map((column) => (column in changes ? changes[column] : column));
  db.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO ${table} (${columns.join(', ')})
     SELECT ${values.join(', ')} FROM n, (SELECT * FROM ${table} ORDER BY id LIMIT 1)`,
  ).run(count);
}
