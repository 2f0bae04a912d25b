/** The example workspaces hold together: settings, sequences and templates without a finding, and every text fit to send. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Rendered, RenderedSms } from '../../src/message/render.ts';
import { renderTouch } from '../../src/message/render.ts';
import { VOICEMAIL_LIMIT_SECONDS, voicemailSeconds } from '../../src/message/voicemail.ts';
import {
  AWKWARD_LEADS,
  contextFor,
  inputFor,
  PLAIN_LEADS,
  ROOT,
  readShipped,
  wordingsOf,
} from './shipped.ts';

const EXAMPLES = ['dental', 'chiropractic', 'agency'];
/** Facebook exports UTF-16 with a mark at its beginning. */
const textOf = (bytes: Buffer): string => bytes.toString(bytes[0] === 0xff ? 'utf16le' : 'utf8');

const isSms = (message: Rendered): message is RenderedSms => 'kind' in message && message.kind === 'sms';

describe.each(EXAMPLES)('the %s example', (name) => {
  const { all, templates, findings } = readShipped(
    `examples/${name}/sequences`,
    `examples/${name}/templates`,
    `examples/${name}/leadseq.yaml`,
  );
  const sequences = all.flatMap(({ sequence }) => (sequence ? [sequence] : []));
  const everything = sequences.flatMap((sequence) =>
    sequence.variants.flatMap((variant) =>
      variant.touches.flatMap((touch) =>
        wordingsOf(touch).map((wording) => ({ sequence, variant, touch, wording })),
      ),
    ),
  );

  it('has settings, sequences and templates without a finding', () => {
    expect(findings).toEqual([]);
    expect(sequences).toHaveLength(all.length);
  });

  it('has every template that is named, and names every one', () => {
    expect([...new Set(all.flatMap(({ named }) => named))].sort()).toEqual([...templates.keys()].sort());
  });

  it('says something whole to everybody, in one plain part to people with usual names', () => {
    for (const { sequence, variant, touch, wording } of everything)
      for (const lead of AWKWARD_LEADS) {
        const where = `${sequence.id} ${variant.source} ${touch.id} ${lead.label}`;
        const context = contextFor(sequence, variant, lead, wording.outcome);
        const rendered = renderTouch(inputFor(touch, wording, context));
        if (!rendered.ok) throw new Error(`${where}: ${rendered.error.message}`);
        if (isSms(rendered.value) && PLAIN_LEADS.includes(lead))
          expect(rendered.value, where).toMatchObject({ segments: 1, encoding: 'GSM-7' });
        if ('voicemail' in rendered.value)
          expect(voicemailSeconds(rendered.value.voicemail), where).toBeLessThanOrEqual(
            VOICEMAIL_LIMIT_SECONDS,
          );
      }
    expect(everything.length).toBeGreaterThan(20);
  });

  it('names the business and the way out in the first text of each source', () => {
    for (const sequence of sequences)
      for (const variant of sequence.variants) {
        const touch = variant.touches.find(({ channel }) => channel === 'sms');
        if (!touch) continue;
        for (const wording of wordingsOf(touch)) {
          const [lead] = PLAIN_LEADS;
          if (!lead) throw new Error('no lead');
          const context = contextFor(sequence, variant, lead, wording.outcome);
          const rendered = renderTouch(inputFor(touch, wording, context, { firstText: true }));
          expect(rendered, `${sequence.id} ${variant.source}`).toMatchObject({
            ok: true,
            value: { appended: [] },
          });
        }
      }
  });

  it('is about nobody who exists', () => {
    const files = readdirSync(join(ROOT, 'examples', name)).filter((file) =>
      /\.(?:csv|tsv|yaml)$/.test(file),
    );
    const text = files.map((file) => textOf(readFileSync(join(ROOT, 'examples', name, file)))).join('\n');
    const phones = text.match(/(?<![\d:])\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}\b|\+1\d{10}\b/g) ?? [];
    expect(phones.length).toBeGreaterThan(4);
    // The numbers from 555-0100 to 555-0199 are kept for stories.
    expect(phones.filter((phone) => !/55501\d\d$/.test(phone.replace(/\D/g, '')))).toEqual([]);
    const addresses = text.match(/[\w.-]+@[\w.-]+/g) ?? [];
    expect(addresses.filter((address) => !/[@.]example\.(?:com|org|net)$/.test(address))).toEqual([]);
  });
});

describe('a health practice', () => {
  it.each(['dental', 'chiropractic'])('(%s) names no treatment in a text', (name) => {
    const { all } = readShipped(`examples/${name}/sequences`, `examples/${name}/templates`);
    const texts = all.flatMap(({ sequence }) =>
      (sequence?.variants ?? []).flatMap(({ touches }) =>
        touches.flatMap(({ action }) =>
          action.kind === 'sms' ? action.alternatives.map(({ text }) => text.source) : [],
        ),
      ),
    );
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.filter((text) => /interest|reason_for_visit|treatment|pain|adjust/i.test(text))).toEqual([]);
  });
});
