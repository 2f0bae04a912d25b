/** What must always hold of a workspace's database, as questions that each must answer with no row. */
import type { Driver, Row } from './driver.ts';
import { worded } from './words.ts';

export interface Invariant {
  readonly name: string;
  /** The rule in words, for a person. */
  readonly law: string;
  /** Rows that break it. */
  readonly sql: string;
}

/** Live attempts: sent, or perhaps sent. */
const LIVE = "state IN ('wire', 'sent', 'uncertain')";

const INVARIANTS: readonly Invariant[] = [
  {
    name: 'one_send_per_touch',
    law: 'no touch went out twice',
    sql: `SELECT enrollment_id, touch_id, occurrence FROM attempt WHERE ${LIVE} AND enrollment_id IS NOT NULL
          GROUP BY enrollment_id, touch_id, occurrence HAVING COUNT(*) > 1`,
  },
  {
    name: 'one_text_per_day',
    law: 'one text a day to each number',
    sql: `SELECT destination_id, local_day FROM attempt WHERE channel = 'sms' AND automatic = 1 AND ${LIVE}
          GROUP BY destination_id, local_day, rehearsal HAVING COUNT(*) > 1`,
  },
  {
    name: 'hours_between_texts',
    law: '8 hours between texts',
    sql: `SELECT * FROM (SELECT id, wire_at - LAG(wire_at) OVER (PARTITION BY destination_id, rehearsal ORDER BY wire_at) AS gap
          FROM attempt WHERE channel = 'sms' AND automatic = 1 AND ${LIVE}) AS spaced WHERE gap < 28800000`,
  },
  {
    name: 'hours_between_emails',
    law: '48 hours between emails',
    sql: `SELECT * FROM (SELECT id, wire_at - LAG(wire_at) OVER (PARTITION BY destination_id, rehearsal ORDER BY wire_at) AS gap
          FROM attempt WHERE channel = 'email' AND automatic = 1 AND ${LIVE}) AS spaced WHERE gap < 172800000`,
  },
  {
    name: 'contacts_per_day',
    law: 'at most 3 texts and calls in 24 hours',
    // A call that nobody made in its time reached nobody; what a person types counts against nothing.
    sql: `WITH reached AS (
            SELECT destination_id, channel AS kind, id, wire_at AS at, rehearsal FROM attempt
              WHERE channel = 'sms' AND automatic = 1 AND ${LIVE}
            UNION ALL SELECT contact.phone_id, task.kind, task.id, task.made_at, 0 FROM task
              JOIN contact ON contact.id = task.contact_id
              WHERE task.kind = 'call' AND task.touch_id IS NOT NULL AND task.state <> 'closed')
          SELECT a.kind, a.id FROM reached AS a
          JOIN reached AS b ON b.destination_id = a.destination_id AND b.at <= a.at AND b.at > a.at - 86400000
            AND b.rehearsal <= a.rehearsal
          GROUP BY a.kind, a.id HAVING COUNT(*) > 3`,
  },
  {
    name: 'never_early',
    law: 'nothing went before it was due',
    sql: `SELECT id FROM attempt WHERE ${LIVE} AND wire_at < due_at`,
  },
  {
    name: 'inside_its_window',
    law: 'nothing could arrive after its window closed',
    sql: `SELECT id FROM attempt WHERE ${LIVE} AND (wire_at >= window_end_at OR (channel = 'sms' AND deadline_at > window_end_at))`,
  },
  {
    name: 'nothing_after_a_stop',
    law: 'nothing went after a stop',
    sql: `SELECT attempt.id FROM attempt JOIN enrollment ON enrollment.id = attempt.enrollment_id
          JOIN event ON event.enrollment_id = enrollment.id AND event.kind IN ('stopped', 'finished')
          WHERE attempt.state IN ('wire', 'sent', 'uncertain') AND attempt.wire_seq > event.seq`,
  },
  {
    name: 'nothing_after_an_opt_out',
    law: 'nothing went after an opt-out',
    sql: `SELECT attempt.id FROM attempt
          JOIN destination ON destination.id = attempt.destination_id
          JOIN suppression ON suppression.key = destination.key AND suppression.channel = attempt.channel
          WHERE attempt.state IN ('wire', 'sent', 'uncertain') AND attempt.wire_seq > suppression.seq
            AND (suppression.lifted_seq IS NULL OR attempt.wire_seq < suppression.lifted_seq)`,
  },
  {
    name: 'filled_in',
    law: 'no message shows a placeholder',
    // Nothing fills in what a person types: "undefined" is a word then.
    sql: `SELECT id FROM attempt WHERE automatic = 1 AND ${LIVE} AND (body LIKE '%{{%' OR body LIKE '%{\\%%' ESCAPE '\\'
            OR body LIKE '%undefined%' OR body LIKE '%[object %')`,
  },
  {
    name: 'reasons_given',
    law: 'every skip has its reason',
    sql: `SELECT enrollment_id, touch_id FROM touch_end
          WHERE kind IN ('skipped', 'failed') AND (reason_code IS NULL OR reason_detail IS NULL OR reason_detail = '')`,
  },
  {
    name: 'sends_are_ends',
    law: 'every message that went out has ended its touch',
    sql: `SELECT attempt.id FROM attempt WHERE state IN ('sent', 'uncertain') AND enrollment_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM touch_end AS e WHERE e.enrollment_id = attempt.enrollment_id
                            AND e.touch_id = attempt.touch_id AND e.occurrence = attempt.occurrence)`,
  },
  {
    name: 'nobody_forgotten',
    law: 'nobody with touches left is without a next look',
    sql: `SELECT enrollment.id FROM enrollment JOIN contact ON contact.id = enrollment.contact_id
          WHERE (enrollment.state = 'active' OR enrollment.review_at IS NOT NULL) AND contact.wake_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM pause WHERE lifted_at IS NULL)`,
  },
  {
    name: 'nothing_left_on_the_wire',
    law: 'no run has ended with a message on the wire',
    sql: `SELECT attempt.id FROM attempt JOIN run ON run.id = attempt.run_id
          WHERE attempt.state = 'wire' AND run.ended_at IS NOT NULL`,
  },
  {
    name: 'uncertain_is_shown',
    law: 'every uncertain message is in the list that a person sees',
    // What that list joins.
    sql: `SELECT id FROM attempt WHERE state = 'uncertain' AND NOT EXISTS (
            SELECT 1 FROM contact JOIN business ON business.id = contact.business_id
            JOIN destination ON destination.id = attempt.destination_id WHERE contact.id = attempt.contact_id)`,
  },
  {
    name: 'heard_once',
    law: 'what a lead sent was acted on once',
    sql: `SELECT provider, provider_id, business_id FROM inbound
          GROUP BY provider, provider_id, business_id HAVING COUNT(*) > 1`,
  },
  {
    name: 'every_stop_held',
    law: 'every STOP has opted its number out',
    sql: `SELECT id FROM inbound WHERE meaning = 'opt_out' AND NOT EXISTS (
            SELECT 1 FROM suppression WHERE suppression.key = inbound.key AND suppression.channel = inbound.channel)`,
  },
  {
    name: 'asked_before_texting',
    law: 'no text went without knowing what its business was sent in the five minutes before',
    sql: `SELECT id FROM attempt WHERE transport = 'twilio' AND channel = 'sms' AND automatic = 1
            AND (polled_at IS NULL OR wire_at - polled_at > 300000)`,
  },
];

/** How each engine looks into the JSON of a revision; nothing that decides ever does. */
const JSON_WORDS = {
  sqlite: {
    each: (json: string, key: string, name: string) => `json_each(${json}, '$.${key}') AS ${name}`,
    within: 'revision.compiled',
    field: (value: string, key: string) => `json_extract(${value}.value, '$.${key}')`,
    isTrue: (field: string) => field,
  },
  postgres: {
    each: (json: string, key: string, name: string) =>
      `jsonb_array_elements(${json} -> '${key}') AS ${name}(value)`,
    within: 'CAST(revision.compiled AS jsonb)',
    field: (value: string, key: string) => `(${value}.value ->> '${key}')`,
    isTrue: (field: string) => `${field} = 'true'`,
  },
} as const;

/** Every touch of a revision: its variants, each with its touches. */
const touchesIn = (engine: Driver['engine']): string => {
  const { each, within } = JSON_WORDS[engine];
  return `${each(within, 'variants', 'variant')}, ${each('variant.value', 'touches', 'touch')}`;
};

/** A sequence that is over has an end for each of its touches. */
const everyTouchEnded = (engine: Driver['engine']): Invariant => {
  const { field } = JSON_WORDS[engine];
  return {
    name: 'every_touch_ended',
    law: 'no touch of a finished sequence is without an end',
    sql: `SELECT enrollment.id, ${field('touch', 'id')} AS touch
        FROM enrollment JOIN revision ON revision.id = enrollment.revision_id, ${touchesIn(engine)}
        WHERE enrollment.state = 'finished' AND ${field('variant', 'source')} = ${worded('enrollment.source_word')}
          AND NOT EXISTS (SELECT 1 FROM touch_end AS e WHERE e.enrollment_id = enrollment.id
                          AND e.touch_id = ${field('touch', 'id')})`,
  };
};

/** To the letter: at one instant it is the order on the wire that tells. */
const silenceKeptInOrder = (engine: Driver['engine']): Invariant => {
  const { field, isTrue } = JSON_WORDS[engine];
  return {
    name: 'silence_kept',
    law: 'a promise of silence was kept',
    sql: `SELECT attempt.id FROM attempt JOIN contact ON contact.id = attempt.contact_id
        WHERE attempt.state IN ('wire', 'sent', 'uncertain') AND attempt.automatic = 1
          AND (attempt.wire_at > contact.silent_since OR EXISTS (
            SELECT 1 FROM attempt AS promise JOIN revision ON revision.id = promise.revision_id, ${touchesIn(engine)}
            WHERE promise.contact_id = contact.id AND promise.wire_at = contact.silent_since
              AND promise.wire_at = attempt.wire_at AND promise.wire_seq < attempt.wire_seq
              AND ${field('touch', 'id')} = promise.touch_id AND ${isTrue(field('touch', 'closes'))}))`,
  };
};

/** The log of a message's statuses never goes back. */
const statusOnlyForward = (engine: Driver['engine']): Invariant => {
  const rank = (event: string): string =>
    engine === 'sqlite'
      ? `json_extract(${event}.data, '$.rank')`
      : `CAST(CAST(${event}.data AS jsonb) ->> 'rank' AS integer)`;
  return {
    name: 'status_only_forward',
    law: 'no message’s status went back',
    sql: `SELECT later.seq FROM event AS later JOIN event AS earlier
          ON earlier.contact_id = later.contact_id AND earlier.attempt_id = later.attempt_id
            AND earlier.kind = later.kind AND earlier.seq < later.seq
          WHERE later.kind = 'status_changed' AND ${rank('later')} <= ${rank('earlier')}`,
  };
};

/** A message is of the revision that its lead was in when it went: the one that the next move has left, or else the present one. */
const pinned = (engine: Driver['engine']): Invariant => {
  const from =
    engine === 'sqlite' ? "json_extract(event.data, '$.from')" : "CAST(event.data AS jsonb) ->> 'from'";
  return {
    name: 'pinned',
    law: 'every message is from the revision its lead was in',
    sql: `SELECT attempt.id FROM attempt JOIN enrollment ON enrollment.id = attempt.enrollment_id
          WHERE attempt.revision_id <> coalesce(
            (SELECT revision.id FROM event JOIN revision ON revision.hash = ${from}
             WHERE event.contact_id IN (SELECT c.id FROM contact AS c
                 WHERE c.id = attempt.contact_id OR c.merged_into = attempt.contact_id)
               AND event.enrollment_id = enrollment.id
               AND event.kind = 'migrated' AND event.seq > attempt.wire_seq
             ORDER BY event.seq LIMIT 1), enrollment.revision_id)`,
  };
};

/** The last four read JSON, each engine in its own words. */
export const allInvariants = (engine: Driver['engine']): readonly Invariant[] => [
  ...INVARIANTS,
  pinned(engine),
  silenceKeptInOrder(engine),
  everyTouchEnded(engine),
  statusOnlyForward(engine),
];

export interface Broken {
  readonly invariant: Invariant;
  readonly rows: readonly Row[];
}

/** The rules that do not hold; none, in a healthy workspace. */
export async function brokenInvariants(
  db: Driver,
  invariants: readonly Invariant[] = allInvariants(db.engine),
): Promise<readonly Broken[]> {
  const broken: Broken[] = [];
  for (const invariant of invariants) {
    const rows = await db.all(invariant.sql);
    if (rows.length > 0) broken.push({ invariant, rows });
  }
  return broken;
}
