/** The steps from one version of the tables to the next; a step is never edited once it has been released. */

/** In the words that the engines share, or in those of each where they have none in common. */
export type Statement = string | { readonly sqlite: readonly string[]; readonly postgres: readonly string[] };

/** One step, one statement after the other. */
export interface Migration {
  readonly from: number;
  readonly statements: readonly Statement[];
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
  {
    from: 3,
    statements: [
      // What SQLite does not alter is made anew, and its rows are carried over; a server alters it.
      {
        sqlite: [
          `ALTER TABLE appointment RENAME TO appointment_before`,
          `CREATE TABLE appointment (
            id {id},
            contact_id {int} NOT NULL REFERENCES contact(id),
            starts_at {int} NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('booked', 'cancelled', 'missed')),
            made_at {int} NOT NULL,
            provider TEXT,
            provider_id TEXT
          )`,
          `INSERT INTO appointment (id, contact_id, starts_at, state, made_at) SELECT id, contact_id, starts_at, state, made_at FROM appointment_before`,
          `DROP TABLE appointment_before`,
          `CREATE INDEX appointment_contact ON appointment(contact_id)`,
          `CREATE INDEX appointment_provider ON appointment(provider, provider_id) WHERE provider_id IS NOT NULL`,
          `ALTER TABLE inbound RENAME TO inbound_before`,
          `CREATE TABLE inbound (
            id {id},
            business_id {int} NOT NULL REFERENCES business(id),
            provider TEXT NOT NULL,
            provider_id TEXT NOT NULL,
            channel TEXT NOT NULL CHECK (channel IN ('sms', 'email', 'chat', 'call')),
            key {blob} CHECK (length(key) = 16),
            contact_id {int} REFERENCES contact(id),
            sender TEXT,
            body TEXT,
            meaning TEXT NOT NULL,
            received_at {int} NOT NULL,
            stored_at {int} NOT NULL,
            subject TEXT,
            message_id TEXT,
            rule TEXT,
            closed_at {int}
          )`,
          `INSERT INTO inbound (id, business_id, provider, provider_id, channel, key, contact_id, sender, body, meaning, received_at, stored_at) SELECT id, business_id, provider, provider_id, channel, key, contact_id, sender, body, meaning, received_at, stored_at FROM inbound_before`,
          `DROP TABLE inbound_before`,
          `CREATE UNIQUE INDEX inbound_once ON inbound(provider, provider_id, business_id)`,
          `CREATE INDEX inbound_contact ON inbound(contact_id) WHERE contact_id IS NOT NULL`,
          `CREATE INDEX inbound_stored ON inbound(stored_at)`,
        ],
        postgres: [
          `ALTER TABLE appointment DROP CONSTRAINT appointment_state_check`,
          `ALTER TABLE appointment ADD CONSTRAINT appointment_state_check CHECK (state IN ('booked', 'cancelled', 'missed'))`,
          `ALTER TABLE appointment ADD COLUMN provider TEXT`,
          `ALTER TABLE appointment ADD COLUMN provider_id TEXT`,
          `ALTER TABLE inbound DROP CONSTRAINT inbound_channel_check`,
          `ALTER TABLE inbound ADD CONSTRAINT inbound_channel_check CHECK (channel IN ('sms', 'email', 'chat', 'call'))`,
          `ALTER TABLE inbound ALTER COLUMN key DROP NOT NULL`,
          `ALTER TABLE inbound ADD COLUMN subject TEXT`,
          `ALTER TABLE inbound ADD COLUMN message_id TEXT`,
          `ALTER TABLE inbound ADD COLUMN rule TEXT`,
          `ALTER TABLE inbound ADD COLUMN closed_at {int}`,
          `CREATE INDEX appointment_provider ON appointment(provider, provider_id) WHERE provider_id IS NOT NULL`,
          `CREATE INDEX inbound_stored ON inbound(stored_at)`,
        ],
      },
      'CREATE INDEX attempt_wire ON attempt(wire_at)',
      'CREATE INDEX lead_external ON lead(external_id) WHERE external_id IS NOT NULL',
      'ALTER TABLE task ADD COLUMN assignee TEXT',
      'ALTER TABLE pause ADD COLUMN guard TEXT',
      'ALTER TABLE contact ADD COLUMN merged_into {int} REFERENCES contact(id)',
      'CREATE INDEX contact_merged ON contact(merged_into) WHERE merged_into IS NOT NULL',
      'CREATE INDEX inbound_stranger ON inbound(key) WHERE contact_id IS NULL',
      `CREATE TABLE mailbox (
        business_id {int} PRIMARY KEY REFERENCES business(id),
        account TEXT NOT NULL,
        uid_validity {int},
        last_uid {int},
        polled_at {int},
        held_since {int},
        again_at {int},
        detail TEXT,
        CHECK ((uid_validity IS NULL) = (last_uid IS NULL))
      )`,
      `CREATE INDEX attempt_renamed ON attempt(detail) WHERE channel = 'email' AND state = 'sent' AND detail IS NOT NULL`,
      `CREATE TABLE webhook (
        id {id},
        business_id {int} NOT NULL REFERENCES business(id),
        source TEXT NOT NULL,
        event_key TEXT NOT NULL,
        kind TEXT NOT NULL,
        contact_id {int} REFERENCES contact(id),
        body TEXT,
        received_at {int} NOT NULL,
        result TEXT NOT NULL
      )`,
      `CREATE UNIQUE INDEX webhook_once ON webhook(source, event_key, business_id)`,
      `CREATE INDEX webhook_contact ON webhook(contact_id) WHERE contact_id IS NOT NULL`,
      `CREATE TABLE acted (
        enrollment_id {int} NOT NULL REFERENCES enrollment(id),
        act TEXT NOT NULL,
        at {int} NOT NULL,
        PRIMARY KEY (enrollment_id, act)
      ){compact}`,
      `CREATE TABLE away (enrollment_id {int} PRIMARY KEY REFERENCES enrollment(id), until_at {int} NOT NULL)`,
      `CREATE TABLE link (
        id {id},
        token TEXT NOT NULL UNIQUE,
        contact_id {int} NOT NULL REFERENCES contact(id),
        attempt_token TEXT NOT NULL,
        target TEXT NOT NULL,
        books {int} NOT NULL CHECK (books IN (0, 1)),
        made_at {int} NOT NULL
      )`,
      `CREATE INDEX link_contact ON link(contact_id)`,
      `CREATE TABLE click (
        id {id},
        link_id {int} NOT NULL REFERENCES link(id),
        at {int} NOT NULL,
        person {int} NOT NULL CHECK (person IN (0, 1)),
        detail TEXT NOT NULL
      )`,
      `CREATE INDEX click_link ON click(link_id)`,
      `CREATE TABLE notice (
        id {id},
        business_id {int} NOT NULL REFERENCES business(id),
        contact_id {int} REFERENCES contact(id),
        key TEXT NOT NULL UNIQUE,
        way TEXT NOT NULL CHECK (way IN ('webhook', 'email')),
        target TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT,
        body TEXT NOT NULL,
        made_at {int} NOT NULL,
        due_at {int},
        tries {int} NOT NULL DEFAULT 0,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'told', 'given_up')),
        detail TEXT,
        ended_at {int}
      )`,
      `CREATE INDEX notice_due ON notice(due_at) WHERE due_at IS NOT NULL`,
      `CREATE INDEX notice_contact ON notice(contact_id) WHERE contact_id IS NOT NULL`,
      `CREATE TABLE bridge (
        id {id},
        token TEXT NOT NULL UNIQUE,
        contact_id {int} NOT NULL REFERENCES contact(id),
        task_id {int} REFERENCES task(id),
        agent TEXT NOT NULL,
        made_at {int} NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('asked', 'ringing', 'talking', 'ended', 'failed', 'uncertain')),
        provider_id TEXT,
        result TEXT,
        detail TEXT,
        seconds {int},
        ended_at {int}
      )`,
      `CREATE INDEX bridge_contact ON bridge(contact_id)`,
      `CREATE UNIQUE INDEX bridge_live ON bridge(task_id) WHERE task_id IS NOT NULL AND state IN ('asked', 'ringing', 'talking')`,
      `CREATE UNIQUE INDEX bridge_provider ON bridge(provider_id) WHERE provider_id IS NOT NULL`,
    ],
  },
];
