/** The tables of what goes out, of the work that it makes, and everything that holds it. */

export const LIVE_TABLES = `
CREATE TABLE run (
  id {id},
  command TEXT NOT NULL,
  host TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  pid {int} NOT NULL,
  pid_started TEXT NOT NULL,
  started_at {int} NOT NULL,
  heartbeat_at {int} NOT NULL,
  ended_at {int}
);
CREATE INDEX run_open ON run(id) WHERE ended_at IS NULL;

CREATE TABLE attempt (
  id {id},
  enrollment_id {int} REFERENCES enrollment(id),
  touch_id TEXT,
  occurrence {int},
  n {int} NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
  contact_id {int} NOT NULL REFERENCES contact(id),
  destination_id {int} NOT NULL REFERENCES destination(id),
  revision_id {int} REFERENCES revision(id),
  state TEXT NOT NULL CHECK (state IN ('wire', 'sent', 'refused', 'unsent', 'cancelled', 'uncertain')),
  automatic {int} NOT NULL CHECK (automatic IN (0, 1)),
  late {int} NOT NULL CHECK (late IN (0, 1)),
  basis TEXT NOT NULL CHECK (basis IN ('window', 'instant_reply', 'person')),
  transport TEXT NOT NULL,
  token TEXT NOT NULL UNIQUE,
  run_id {int} NOT NULL REFERENCES run(id),
  fence {int} NOT NULL,
  wire_seq {int} NOT NULL,
  due_at {int} NOT NULL,
  wire_at {int} NOT NULL,
  deadline_at {int} NOT NULL,
  window_end_at {int} NOT NULL,
  local_day TEXT NOT NULL CHECK (length(local_day) = 10),
  zone TEXT NOT NULL CHECK (zone <> ''),
  subject TEXT,
  body TEXT NOT NULL,
  segments {int},
  provider_id TEXT,
  code TEXT,
  detail TEXT,
  settled_at {int},
  retry_at {int},
  -- 1: carried by the outbox. Rehearsals count for rehearsals only: nobody was reached.
  rehearsal {int} NOT NULL DEFAULT 0 CHECK (rehearsal IN (0, 1)),
  -- The provider's latest word on a message that went, with its rank: a later word of a lower rank is ignored.
  status TEXT,
  status_rank {int} NOT NULL DEFAULT -1,
  -- An uncertain one that a full list of the provider lacked, first at this instant.
  absent_at {int},
  -- When the provider is asked about an uncertain one; null when nobody asks any more.
  ask_at {int},
  -- Up to when everything that its business was sent was known, for a text that had to wait for that.
  polled_at {int},
  CHECK ((enrollment_id IS NULL) = (touch_id IS NULL) AND (touch_id IS NULL) = (occurrence IS NULL)),
  CHECK (wire_at <= deadline_at),
  CHECK (state <> 'sent' OR settled_at IS NOT NULL)
);
CREATE UNIQUE INDEX attempt_one_live_per_touch ON attempt(enrollment_id, touch_id, occurrence)
  WHERE ({live});
CREATE UNIQUE INDEX attempt_one_sms_per_day ON attempt(destination_id, local_day, rehearsal)
  WHERE channel = 'sms' AND automatic = 1 AND ({live});
CREATE UNIQUE INDEX attempt_provider ON attempt(transport, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX attempt_destination ON attempt(destination_id, wire_at);
CREATE INDEX attempt_contact ON attempt(contact_id);
CREATE INDEX attempt_wire ON attempt(wire_at);
CREATE INDEX attempt_open ON attempt(state) WHERE state IN ('wire', 'uncertain');
CREATE INDEX attempt_ask ON attempt(ask_at) WHERE ask_at IS NOT NULL;
-- Mail servers that put a Message-ID of their own in place of ours say it when they take the message.
CREATE INDEX attempt_renamed ON attempt(detail) WHERE channel = 'email' AND state = 'sent' AND detail IS NOT NULL;
CREATE INDEX attempt_rehearsed ON attempt(channel, enrollment_id) WHERE rehearsal = 1;

-- Work for a person. A touch makes at most one task, whatever crashes.
CREATE TABLE task (
  id {id},
  contact_id {int} NOT NULL REFERENCES contact(id),
  enrollment_id {int} REFERENCES enrollment(id),
  touch_id TEXT,
  occurrence {int},
  kind TEXT NOT NULL CHECK (kind IN ('call', 'review')),
  title TEXT NOT NULL,
  script TEXT,
  voicemail TEXT,
  local_day TEXT NOT NULL,
  zone TEXT NOT NULL,
  made_at {int} NOT NULL,
  due_at {int} NOT NULL,
  expires_at {int},
  state TEXT NOT NULL CHECK (state IN ('open', 'done', 'closed')),
  ended_at {int},
  outcome TEXT,
  note TEXT,
  -- Whose it is, as the team calls them; null: anybody's.
  assignee TEXT
);
CREATE UNIQUE INDEX task_one_per_touch ON task(enrollment_id, touch_id, occurrence) WHERE touch_id IS NOT NULL;
CREATE INDEX task_contact ON task(contact_id);
CREATE INDEX task_open ON task(due_at) WHERE state = 'open';

CREATE TABLE event (
  seq {seq},
  at {int} NOT NULL,
  kind TEXT NOT NULL,
  contact_id {int},
  enrollment_id {int},
  touch_id TEXT,
  attempt_id {int},
  data TEXT NOT NULL
);
CREATE INDEX event_contact ON event(contact_id) WHERE contact_id IS NOT NULL;

-- Outlives the contact; no import clears it. key is the destination's keyed hash.
CREATE TABLE suppression (
  id {id},
  key {blob} NOT NULL,
  business_id {int} NOT NULL REFERENCES business(id),
  channel TEXT NOT NULL CHECK (channel IN ('sms', 'email', 'call')),
  reason TEXT NOT NULL,
  at {int} NOT NULL,
  seq {int} NOT NULL,
  lifted_at {int},
  lifted_seq {int},
  CHECK (length(key) = 16),
  CHECK ((lifted_at IS NULL) = (lifted_seq IS NULL))
);
CREATE UNIQUE INDEX suppression_in_force ON suppression(key, channel) WHERE lifted_at IS NULL;

-- Null columns mean "any": all null pauses everything.
CREATE TABLE pause (
  id {id},
  business_id {int} REFERENCES business(id),
  channel TEXT,
  sequence_id TEXT,
  since {int} NOT NULL,
  detail TEXT NOT NULL,
  lifted_at {int},
  -- The guard that stopped sending by itself; null: a person, or a provider's answer.
  guard TEXT
);

-- The last time that a business's inbound messages were all known, and what has been in the way since.
CREATE TABLE poll (
  business_id {int} PRIMARY KEY REFERENCES business(id),
  polled_at {int},
  through_at {int},
  held_since {int},
  detail TEXT
);

-- A person's word that a sequence may reach people over a channel, and what became of its rehearsals.
CREATE TABLE going_live (
  id {id},
  sequence_id TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('sms', 'email')),
  rehearsed TEXT NOT NULL CHECK (rehearsed IN ('start_over', 'continue', 'drop')),
  at {int} NOT NULL,
  -- Rehearsals up to this event are dealt with.
  seq {int} NOT NULL
);
`;
