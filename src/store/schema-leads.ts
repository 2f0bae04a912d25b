/** The tables of people and of where each stands in its sequences. */

/** All times are milliseconds UTC; local days are `YYYY-MM-DD` with the zone beside them. */
export const LEAD_TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL){compact};

CREATE TABLE business (id {id}, slug TEXT NOT NULL UNIQUE);

-- Zones, sequences and sources: the same few words in millions of rows, which hold a word's number. 0 is no word.
CREATE TABLE word (id {id}, said TEXT NOT NULL UNIQUE);

-- One phone number or address of one business. Caps and opt-outs belong to it; reservations lock it by touching its row.
CREATE TABLE destination (
  id {id},
  business_id {int} NOT NULL REFERENCES business(id),
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'email')),
  value TEXT,
  key {blob} NOT NULL UNIQUE CHECK (length(key) = 16),
  zone_word {int} NOT NULL DEFAULT 0,
  first_texted_at {int},
  locks {int} NOT NULL DEFAULT 0
);

-- One wake_at per contact is all that is stored of the future.
CREATE TABLE contact (
  id {id},
  business_id {int} NOT NULL REFERENCES business(id),
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  phone_id {int} REFERENCES destination(id),
  textable {int} NOT NULL CHECK (textable IN (0, 1)),
  email_id {int} REFERENCES destination(id),
  -- A JSON list of zones, and where they are known from.
  zones_word {int} NOT NULL DEFAULT 0,
  zone_from_word {int} NOT NULL DEFAULT 0,
  state TEXT,
  stage TEXT,
  silent_since {int},
  wake_at {int},
  urgency {int} NOT NULL DEFAULT 0,
  lease_run {int},
  lease_until {int},
  fence {int} NOT NULL DEFAULT 0,
  -- The contact that this one turned out to be: what is kept of it in the log is read as the other's.
  merged_into {int} REFERENCES contact(id)
);
CREATE INDEX contact_due ON contact(wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX contact_phone ON contact(phone_id) WHERE phone_id IS NOT NULL;
CREATE INDEX contact_email ON contact(email_id) WHERE email_id IS NOT NULL;
CREATE INDEX contact_merged ON contact(merged_into) WHERE merged_into IS NOT NULL;

-- One inquiry. fields is an opaque JSON object of the columns that templates may name.
CREATE TABLE lead (
  id {id},
  contact_id {int} NOT NULL REFERENCES contact(id),
  source_text TEXT,
  external_id TEXT,
  received_at {int},
  imported_at {int} NOT NULL,
  consent_given {int},
  consent_at {int},
  consent_evidence TEXT,
  fields TEXT NOT NULL
);
CREATE INDEX lead_contact ON lead(contact_id);
-- By the name that another program has for it.
CREATE INDEX lead_external ON lead(external_id) WHERE external_id IS NOT NULL;

CREATE TABLE revision (
  id {id},
  sequence_id TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  compiled TEXT NOT NULL,
  stored_at {int} NOT NULL
);

CREATE TABLE enrollment (
  id {id},
  contact_id {int} NOT NULL REFERENCES contact(id),
  lead_id {int} NOT NULL REFERENCES lead(id),
  revision_id {int} NOT NULL REFERENCES revision(id),
  sequence_word {int} NOT NULL DEFAULT 0,
  source_word {int} NOT NULL DEFAULT 0,
  -- 1: by another sequence or an appointment, and not by an inquiry.
  handed_over {int} NOT NULL DEFAULT 0 CHECK (handed_over IN (0, 1)),
  consent_required {int} NOT NULL DEFAULT 0 CHECK (consent_required IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'finished', 'stopped')),
  enrolled_at {int} NOT NULL,
  anchor_at {int} NOT NULL,
  paused_at {int},
  review_at {int},
  ended_at {int},
  end_code TEXT,
  end_detail TEXT
);
-- One running enrollment of a contact in each sequence, and the way to all of them: what has ended is unlike any other.
CREATE UNIQUE INDEX enrollment_once
  ON enrollment(contact_id, (CASE WHEN state IN ('active', 'paused') THEN sequence_word ELSE -id END));

CREATE TABLE touch_end (
  enrollment_id {int} NOT NULL REFERENCES enrollment(id),
  touch_id TEXT NOT NULL,
  occurrence {int} NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('sent', 'called', 'moved', 'skipped', 'failed')),
  at {int} NOT NULL,
  attempt_id {int},
  task_at {int},
  outcome TEXT,
  reason_code TEXT,
  reason_detail TEXT,
  PRIMARY KEY (enrollment_id, touch_id, occurrence)
){compact};

CREATE TABLE shift (
  enrollment_id {int} NOT NULL REFERENCES enrollment(id),
  n {int} NOT NULL,
  touch_id TEXT NOT NULL,
  occurrence {int} NOT NULL,
  days {int} NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (enrollment_id, n)
){compact};

CREATE TABLE late_seen (
  enrollment_id {int} NOT NULL REFERENCES enrollment(id),
  touch_id TEXT NOT NULL,
  occurrence {int} NOT NULL,
  due_at {int} NOT NULL,
  seen_at {int} NOT NULL,
  PRIMARY KEY (enrollment_id, touch_id, occurrence)
){compact};
`;
