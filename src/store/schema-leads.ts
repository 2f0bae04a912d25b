/** The tables of people and of where each stands in its sequences. */

/** All times are milliseconds UTC; local days are `YYYY-MM-DD` with the zone beside them. */
export const LEAD_TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL){compact};

CREATE TABLE business (id {id}, slug TEXT NOT NULL UNIQUE);

-- One phone number or address of one business. Caps and opt-outs belong to it; reservations lock it by touching its row.
CREATE TABLE destination (
  id {id},
  business_id {int} NOT NULL REFERENCES business(id),
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'email')),
  value TEXT,
  key {blob} NOT NULL UNIQUE CHECK (length(key) = 16),
  zone TEXT NOT NULL CHECK (zone <> ''),
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
  zones TEXT NOT NULL,
  zone_from TEXT NOT NULL CHECK (zone_from IN ('given', 'address', 'phone', 'business')),
  state TEXT,
  stage TEXT,
  silent_since {int},
  wake_at {int},
  urgency {int} NOT NULL DEFAULT 0,
  lease_run {int},
  lease_until {int},
  fence {int} NOT NULL DEFAULT 0
);
CREATE INDEX contact_due ON contact(wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX contact_phone ON contact(phone_id) WHERE phone_id IS NOT NULL;
CREATE INDEX contact_email ON contact(email_id) WHERE email_id IS NOT NULL;

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
  sequence_id TEXT NOT NULL,
  source TEXT NOT NULL,
  started_by TEXT NOT NULL DEFAULT 'inquiry' CHECK (started_by IN ('inquiry', 'handover')),
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
CREATE INDEX enrollment_contact ON enrollment(contact_id);
CREATE UNIQUE INDEX enrollment_once ON enrollment(contact_id, sequence_id) WHERE state IN ('active', 'paused');

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
