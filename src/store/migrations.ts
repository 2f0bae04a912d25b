/** The steps from one version of the tables to the next; a step is never edited once it has been released. */

/** One step, one statement after the other, in the words that the engines share. */
export interface Migration {
  readonly from: number;
  readonly statements: readonly string[];
}

/** Puts the numbers of their words in the place of texts. */
function worded(table: string, columns: readonly string[]): readonly string[] {
  const name = (column: string): string => `${column.replace(/_id$/, '')}_word`;
  return [
    ...columns.map((column) => `ALTER TABLE ${table} ADD COLUMN ${name(column)} {int} NOT NULL DEFAULT 0`),
    `UPDATE ${table} SET ${columns.map((column) => `${name(column)} = (SELECT id FROM word WHERE said = ${table}.${column})`).join(', ')}`,
    ...columns.map((column) => `ALTER TABLE ${table} DROP COLUMN ${column}`),
  ];
}

/** The first is of SQLite files alone. */
export const MIGRATIONS: readonly Migration[] = [
  {
    from: 1,
    statements: [
      'ALTER TABLE attempt ADD COLUMN rehearsal INTEGER NOT NULL DEFAULT 0 CHECK (rehearsal IN (0, 1))',
      // Until then nothing but the outbox carried anything.
      'UPDATE attempt SET rehearsal = 1',
      // The first text that somebody really gets names the business and the way out.
      'UPDATE destination SET first_texted_at = NULL',
      'ALTER TABLE attempt ADD COLUMN status TEXT',
      'ALTER TABLE attempt ADD COLUMN status_rank INTEGER NOT NULL DEFAULT -1',
      'ALTER TABLE attempt ADD COLUMN absent_at INTEGER',
      'ALTER TABLE attempt ADD COLUMN ask_at INTEGER',
      'ALTER TABLE attempt ADD COLUMN polled_at INTEGER',
      'CREATE INDEX attempt_ask ON attempt(ask_at) WHERE ask_at IS NOT NULL',
      'DROP INDEX attempt_one_sms_per_day',
      `CREATE UNIQUE INDEX attempt_one_sms_per_day ON attempt(destination_id, local_day, rehearsal)
        WHERE channel = 'sms' AND automatic = 1 AND (state = 'wire' OR state = 'sent' OR state = 'uncertain')`,
      'DROP INDEX attempt_one_live_per_touch',
      `CREATE UNIQUE INDEX attempt_one_live_per_touch ON attempt(enrollment_id, touch_id, occurrence)
        WHERE (state = 'wire' OR state = 'sent' OR state = 'uncertain')`,
      'DROP TRIGGER attempt_moves_forward',
      `CREATE TRIGGER attempt_moves_forward BEFORE UPDATE OF state ON attempt
        WHEN OLD.state = 'wire' AND NEW.state <> 'wire' AND NEW.state <> 'sent' AND NEW.state <> 'refused'
            AND NEW.state <> 'unsent' AND NEW.state <> 'cancelled' AND NEW.state <> 'uncertain'
          OR OLD.state = 'uncertain' AND NEW.state <> 'uncertain' AND NEW.state <> 'sent' AND NEW.state <> 'unsent'
            AND NEW.state <> 'refused'
          OR OLD.state = 'sent' OR OLD.state = 'refused' OR OLD.state = 'unsent' OR OLD.state = 'cancelled'
        BEGIN SELECT RAISE(ABORT, 'attempts only move forward'); END`,
      'CREATE INDEX attempt_rehearsed ON attempt(channel, enrollment_id) WHERE rehearsal = 1',
      `CREATE TABLE inbound (
        id INTEGER PRIMARY KEY,
        business_id INTEGER NOT NULL REFERENCES business(id),
        provider TEXT NOT NULL,
        provider_id TEXT NOT NULL,
        channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
        key BLOB NOT NULL CHECK (length(key) = 16),
        contact_id INTEGER REFERENCES contact(id),
        sender TEXT,
        body TEXT,
        meaning TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        stored_at INTEGER NOT NULL
      )`,
      'CREATE UNIQUE INDEX inbound_once ON inbound(provider, provider_id, business_id)',
      'CREATE INDEX inbound_contact ON inbound(contact_id) WHERE contact_id IS NOT NULL',
      `CREATE TABLE poll (
        business_id INTEGER PRIMARY KEY REFERENCES business(id),
        polled_at INTEGER,
        through_at INTEGER,
        held_since INTEGER,
        detail TEXT
      )`,
      `CREATE TABLE going_live (
        id INTEGER PRIMARY KEY,
        sequence_id TEXT NOT NULL,
        channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
        rehearsed TEXT NOT NULL CHECK (rehearsed IN ('start_over', 'continue', 'drop')),
        at INTEGER NOT NULL,
        seq INTEGER NOT NULL
      )`,
    ],
  },
  {
    from: 2,
    statements: [
      // Words that are the same in nearly every row become numbers; one index of enrollments takes the place of two.
      'CREATE TABLE word (id {id}, said TEXT NOT NULL UNIQUE)',
      `INSERT INTO word (said)
        SELECT zone FROM destination UNION SELECT zones FROM contact UNION SELECT zone_from FROM contact
        UNION SELECT sequence_id FROM enrollment UNION SELECT source FROM enrollment`,
      ...worded('destination', ['zone']),
      ...worded('contact', ['zones', 'zone_from']),
      'DROP INDEX enrollment_once',
      'DROP INDEX enrollment_contact',
      ...worded('enrollment', ['sequence_id', 'source']),
      `ALTER TABLE enrollment ADD COLUMN handed_over {int} NOT NULL DEFAULT 0 CHECK (handed_over IN (0, 1))`,
      `UPDATE enrollment SET handed_over = 1 WHERE started_by = 'handover'`,
      'ALTER TABLE enrollment DROP COLUMN started_by',
      `CREATE UNIQUE INDEX enrollment_once
        ON enrollment(contact_id, (CASE WHEN state IN ('active', 'paused') THEN sequence_word ELSE -id END))`,
    ],
  },
];
