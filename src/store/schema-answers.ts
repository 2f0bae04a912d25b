/** The tables of what comes back from leads, and of what is told to others because of it. */

export const ANSWER_TABLES = `
CREATE TABLE appointment (
  id {id},
  contact_id {int} NOT NULL REFERENCES contact(id),
  starts_at {int} NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('booked', 'cancelled', 'missed')),
  made_at {int} NOT NULL,
  -- The calendar that it was booked in, and its name there; null: a person wrote it down.
  provider TEXT,
  provider_id TEXT
);
CREATE INDEX appointment_contact ON appointment(contact_id);
CREATE INDEX appointment_provider ON appointment(provider, provider_id) WHERE provider_id IS NOT NULL;

-- What leads sent, each applied once, whoever brought it: a poll, a webhook, a pipe. Businesses that share a number each hear it.
CREATE TABLE inbound (
  id {id},
  business_id {int} NOT NULL REFERENCES business(id),
  provider TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('sms', 'email', 'chat', 'call')),
  -- Null for a chat that names neither a number nor an address.
  key {blob} CHECK (length(key) = 16),
  contact_id {int} REFERENCES contact(id),
  sender TEXT,
  body TEXT,
  meaning TEXT NOT NULL,
  received_at {int} NOT NULL,
  stored_at {int} NOT NULL,
  subject TEXT,
  -- Of an email: its Message-ID, which an answer names.
  message_id TEXT,
  -- The rule that found the meaning.
  rule TEXT,
  -- When a person said that nobody waits for an answer to it.
  closed_at {int}
);
CREATE UNIQUE INDEX inbound_once ON inbound(provider, provider_id, business_id);
CREATE INDEX inbound_contact ON inbound(contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX inbound_stored ON inbound(stored_at);
CREATE INDEX inbound_stranger ON inbound(key) WHERE contact_id IS NULL;

-- How far the mailbox of a business has been read, in the numbers of its server, and what has been in the way of more.
CREATE TABLE mailbox (
  business_id {int} PRIMARY KEY REFERENCES business(id),
  -- Whose it is, and where: the numbers of another one say nothing.
  account TEXT NOT NULL,
  uid_validity {int},
  last_uid {int},
  -- When it was last read to its end.
  polled_at {int},
  held_since {int},
  -- Not asked again before.
  again_at {int},
  detail TEXT,
  CHECK ((uid_validity IS NULL) = (last_uid IS NULL))
);

-- Every other word from outside that was believed, once and for ever: by its sender's own id, or by the hash of its bytes.
CREATE TABLE webhook (
  id {id},
  business_id {int} NOT NULL REFERENCES business(id),
  source TEXT NOT NULL,
  event_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  contact_id {int} REFERENCES contact(id),
  body TEXT,
  received_at {int} NOT NULL,
  -- What came of it, in a word.
  result TEXT NOT NULL
);
CREATE UNIQUE INDEX webhook_once ON webhook(source, event_key, business_id);
CREATE INDEX webhook_contact ON webhook(contact_id) WHERE contact_id IS NOT NULL;

-- Acts that a sequence answers once: that nobody has replied, that a link was opened and nothing booked.
CREATE TABLE acted (
  enrollment_id {int} NOT NULL REFERENCES enrollment(id),
  act TEXT NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (enrollment_id, act)
){compact};

-- Enrollments that rest until somebody is back from where a machine says they are.
CREATE TABLE away (enrollment_id {int} PRIMARY KEY REFERENCES enrollment(id), until_at {int} NOT NULL);

-- Links in messages. Where each leads was fixed when its message was written, and stands in no address.
CREATE TABLE link (
  id {id},
  token TEXT NOT NULL UNIQUE,
  contact_id {int} NOT NULL REFERENCES contact(id),
  attempt_token TEXT NOT NULL,
  target TEXT NOT NULL,
  -- 1: the business's booking page.
  books {int} NOT NULL CHECK (books IN (0, 1)),
  made_at {int} NOT NULL
);
CREATE INDEX link_contact ON link(contact_id);
CREATE TABLE click (
  id {id},
  link_id {int} NOT NULL REFERENCES link(id),
  at {int} NOT NULL,
  -- 1: it looks like a person's; 0: like a scanner's or a preview's.
  person {int} NOT NULL CHECK (person IN (0, 1)),
  detail TEXT NOT NULL
);
CREATE INDEX click_link ON click(link_id);

-- What is told to others: a CRM by webhook, a team by email. Told again until it is heard, with the same key.
CREATE TABLE notice (
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
  -- When it is tried next; null once it is over.
  due_at {int},
  tries {int} NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'told', 'given_up')),
  detail TEXT,
  ended_at {int}
);
CREATE INDEX notice_due ON notice(due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notice_contact ON notice(contact_id) WHERE contact_id IS NOT NULL;

-- Calls that a person of the business asked to be put through to a lead.
CREATE TABLE bridge (
  id {id},
  -- Names it in the addresses that the provider is given.
  token TEXT NOT NULL UNIQUE,
  contact_id {int} NOT NULL REFERENCES contact(id),
  task_id {int} REFERENCES task(id),
  -- The phone that is rung first: never the lead's.
  agent TEXT NOT NULL,
  made_at {int} NOT NULL,
  -- asked: committed before the request; ringing: at the agent's; talking: the lead's phone was dialed.
  state TEXT NOT NULL CHECK (state IN ('asked', 'ringing', 'talking', 'ended', 'failed', 'uncertain')),
  provider_id TEXT,
  -- How it went, in a word: talked, busy, no_answer, no_key and so on; and what there is to say of it.
  result TEXT,
  detail TEXT,
  seconds {int},
  ended_at {int}
);
CREATE INDEX bridge_contact ON bridge(contact_id);
CREATE UNIQUE INDEX bridge_live ON bridge(task_id) WHERE task_id IS NOT NULL AND state IN ('asked', 'ringing', 'talking');
CREATE UNIQUE INDEX bridge_provider ON bridge(provider_id) WHERE provider_id IS NOT NULL;
`;
