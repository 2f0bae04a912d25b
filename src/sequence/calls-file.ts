/** The `calls` of a business: who is rung, for how long, what whoever was not answered gets, and who calls leads. */
import type { CallSettings } from '../domain/business.ts';
import { asId, type SequenceId } from '../domain/ids.ts';
import { DAY, type Millis, millis, SECOND } from '../domain/time.ts';
import type { Report } from './finding.ts';
import { parseDuration } from './literals.ts';
import { asText, itemsOf, type Mapping, textAt, valueAt } from './tree.ts';

/** Twilio rings from 5 seconds on; after a minute every mailbox has answered. */
const RINGS = [5 * SECOND, 60 * SECOND] as const;

export function callsOf(map: Mapping, report: Report): CallSettings {
  const span = (key: string, otherwise: number): Millis => {
    const text = textAt(map, key);
    return (text === null ? null : parseDuration(text)) ?? millis(otherwise);
  };
  const ring = span('ring', 20 * SECOND);
  if (ring < RINGS[0] || ring > RINGS[1])
    report({
      code: 'wrong-value',
      message: `\`ring\` is ${textAt(map, 'ring')}; a phone rings for 5s to 60s.`,
      range: valueAt(map, 'ring')?.range,
    });
  const vendors = valueAt(map, 'vendors');
  const [forwardTo, agentPhone, callerId] = ['forward_to', 'agent_phone', 'caller_id'].map((key) =>
    textAt(map, key),
  );
  if (!forwardTo && !agentPhone)
    report({
      code: 'missing-key',
      message:
        '`calls` names no phone: it needs `forward_to` (leads ring), `agent_phone` (leads are rung), or both.',
      range: { ...map.range, end: map.range.start + 1 },
    });
  return {
    forwardTo: forwardTo ?? null,
    ...(agentPhone && { agentPhone }),
    ...(callerId && { callerId }),
    ring,
    voicemailUnder: span('voicemail_under', 12 * SECOND),
    sequence: asId<SequenceId>(textAt(map, 'sequence') ?? 'missed-call'),
    window: span('window', DAY),
    vendors: vendors ? itemsOf(vendors).map(asText) : [],
  };
}
