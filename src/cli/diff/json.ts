/** A comparison as one object for programs: ids, instants in UTC, milliseconds. */

import { countChanges } from '../../engine/diff/changes.ts';
import type { CourseRow } from '../../engine/diff/course.ts';
import type { LeadDiff } from '../../engine/diff/leads.ts';
import { iso, isoOrNull } from '../json.ts';
import type { Told } from './told.ts';

export const diffJson = ({ before, after, sequences, leads }: Told): object => ({
  before,
  after,
  same: sequences.length === 0,
  sequences: sequences.map((each) => ({
    sequence: each.id,
    status: each.status,
    definitions: each.definitions,
    imagined: each.imagined.flatMap(({ at, leads: all }) =>
      all.map((lead) => ({ ...leadJson(lead), at: iso(at) })),
    ),
    leads:
      leads === null
        ? null
        : {
            of: leads.kind === 'roster' ? 'roster' : 'database',
            all: leads.all.filter(({ sequence }) => sequence === each.id).map(leadJson),
          },
  })),
});

/** One lead with what changes for it. */
export const leadJson = ({
  source,
  business,
  lead,
  zone,
  had,
  paused,
  pinned,
  changes,
  notMoved,
  passed,
  again,
}: LeadDiff): object => ({
  lead: lead?.id ?? null,
  name: lead?.name ?? null,
  source,
  business,
  zone,
  had,
  paused,
  revision: pinned,
  counts: countChanges(changes),
  changes: changes
    .filter(({ kind }) => kind !== 'same')
    .map(({ kind, touch, occurrence, by, saysElse, otherChannel, before: a, after: b }) => ({
      kind,
      touch,
      occurrence,
      by,
      other_words: saysElse,
      other_channel: otherChannel,
      before: rowJson(a),
      after: rowJson(b),
    })),
  not_moved: notMoved,
  passed,
  again,
});

const rowJson = (row: CourseRow | null): object | null =>
  row === null
    ? null
    : { state: row.state, channel: row.channel, at: isoOrNull(row.at), words: row.words, why: row.why };
