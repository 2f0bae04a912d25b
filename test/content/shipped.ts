/** The sequences of a folder compiled as `seq lint` would, and the leads and businesses they are read with. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Business } from '../../src/domain/business.ts';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { asId, type BusinessId } from '../../src/domain/ids.ts';
import { type Instant, instant, type Zone } from '../../src/domain/time.ts';
import { CALL_OUTCOMES } from '../../src/domain/touch.ts';
import { lintFiles } from '../../src/lint/lint-files.ts';
import { type MessageContext, messageContext } from '../../src/message/context.ts';
import type { RenderInput } from '../../src/message/render.ts';
import { compileSequence } from '../../src/sequence/compile.ts';
import { parseSequence } from '../../src/sequence/parse.ts';
import type { Sequence, Touch, Variant } from '../../src/sequence/sequence.ts';
import { templateNames } from '../../src/sequence/template-files.ts';

export const ROOT = join(import.meta.dirname, '../..');

export interface Shipped {
  readonly file: string;
  readonly sequence: Sequence | null;
  /** Template files that the sequence names. */
  readonly named: readonly string[];
}

/** Reads `sequences` with the templates that lie in `templates`, both relative to the repository. */
export function readShipped(
  sequences: string,
  templates: string,
  settings: string | null = null,
): {
  readonly all: readonly Shipped[];
  readonly templates: ReadonlyMap<string, string>;
  /** What `seq lint` says of all of it. */
  readonly findings: readonly Diagnostic[];
} {
  const texts = new Map(
    readdirSync(join(ROOT, templates)).map((name) => [
      `templates/${name}`,
      readFileSync(join(ROOT, templates, name), 'utf8'),
    ]),
  );
  const all = readdirSync(join(ROOT, sequences))
    .filter((name) => /^[^.]+\.yaml$/.test(name))
    .map((name): Shipped => {
      const file = `sequences/${name}`;
      const { ast, diagnostics } = parseSequence(readFileSync(join(ROOT, sequences, name), 'utf8'), file);
      if (!ast) throw new Error(`${file}: ${diagnostics[0]?.message}`);
      const sequence = compileSequence(ast, file, texts).revision?.sequence ?? null;
      return { file, sequence, named: templateNames(ast) };
    });
  const findings = lintFiles({
    sequences: new Map(
      all.map(({ file }) => [
        file,
        readFileSync(join(ROOT, sequences, file.slice('sequences/'.length)), 'utf8'),
      ]),
    ),
    templates: texts,
    workspace:
      settings === null ? null : { path: 'leadseq.yaml', text: readFileSync(join(ROOT, settings), 'utf8') },
  });
  return { all, templates: texts, findings };
}

const CHICAGO = 'America/Chicago' as Zone;

const DENTAL: Business = {
  id: asId<BusinessId>('bright-smile'),
  name: 'Bright Smile Dental',
  zone: CHICAGO,
  country: 'US',
  hours: [[], [], [], [], [], [], []],
  holidays: [],
  bookingLink: 'https://book.example.com/bright-smile',
  agentName: 'Dana',
  phone: '+1 312 555 0140',
  postalAddress: '12 Main Street, Springfield, IL 62701',
  senders: { sms: '+13125550140', email: 'hello@example.com' },
};

export interface TestLead {
  readonly label: string;
  readonly firstName: string;
  readonly lastName?: string;
  readonly fields: Readonly<Record<string, string>>;
}

const asked = (interest: string) => ({ interest });

/** Names and wishes as people usually have them: a text to them fits into one part. */
export const PLAIN_LEADS: readonly TestLead[] = [
  { label: 'plain', firstName: 'Ana', lastName: 'Lopez', fields: asked('a cleaning') },
  {
    label: 'a long common name',
    firstName: 'Christopher',
    lastName: 'Washington',
    fields: asked('an implant'),
  },
  { label: 'nothing but a phone number', firstName: '', fields: {} },
  { label: 'blanks only', firstName: '   ', lastName: '\t', fields: asked('   ') },
  { label: 'an apostrophe', firstName: "D'Arcy", lastName: "O'Brien", fields: asked("my son's braces") },
  { label: 'a typographic apostrophe', firstName: 'D’Arcy', fields: asked('my son’s “braces”') },
  { label: 'an accent that phones have', firstName: 'José', fields: asked('teeth whitening') },
  { label: 'a picture in the name', firstName: 'Ana 🌸✨', fields: asked('teeth whitening') },
  { label: 'a family of pictures', firstName: '👨‍👩‍👧 Ruiz 👍🏽', fields: asked('a checkup') },
  {
    label: 'an advertisement for a name',
    firstName: 'WIN www.evil.example/now',
    fields: asked('a cleaning'),
  },
];

/** Names and wishes that break programs. */
export const AWKWARD_LEADS: readonly TestLead[] = [
  ...PLAIN_LEADS,
  { label: 'Liquid in the name', firstName: '{{ secret }}', fields: asked('{% include "x" %}') },
  { label: 'an unclosed tag', firstName: '{{', fields: asked('{%') },
  { label: 'HTML', firstName: '<script>alert(1)</script>', fields: asked('<img src=x onerror=alert(1)>') },
  {
    label: 'Markdown',
    firstName: '**Bob** [here](http://x.example)',
    fields: asked('# big\n\n- list `code`'),
  },
  { label: 'line breaks', firstName: 'Ana\r\nBcc: x@example.com', fields: asked('one\n\ntwo\u2028three') },
  { label: 'control characters', firstName: '\u001b[31mAna\u0007\u0000', fields: asked('a\u0008b') },
  { label: 'text that runs backwards', firstName: '\u202egnohtuP\u202c', fields: asked('\u2066x\u2069') },
  { label: 'another script', firstName: 'Անի', lastName: 'Պետրոսյան', fields: asked('歯のクリーニング') },
  {
    label: 'a very long name',
    firstName: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3),
    fields: asked('x'.repeat(200)),
  },
  { label: 'words of programs', firstName: 'undefined', lastName: 'NaN', fields: asked('[object Object]') },
  { label: 'half a picture', firstName: 'Ana\ud83c', fields: asked('a\udf38b') },
  {
    label: 'a hostile column',
    firstName: 'Ana',
    fields: { ...asked('a cleaning'), constructor: 'x', booking_link: 'https://evil.example' },
  },
];

/** Tuesday noon in Chicago. */
const NOW: Instant = instant(Date.UTC(2026, 10, 24, 18));
const DAY_MS = 86_400_000;

/** The values of a lead when every earlier call of the variant has ended with `outcome` the day before. */
export function contextFor(
  sequence: Sequence,
  variant: Variant,
  lead: TestLead,
  outcome: string,
): MessageContext {
  const called = CALL_OUTCOMES.find((each) => each === outcome) ?? 'not_done';
  const at = instant(NOW - DAY_MS);
  return messageContext({
    business: DENTAL,
    contact: { firstName: lead.firstName, lastName: lead.lastName ?? '' },
    fields: lead.fields,
    fallbacks: sequence.fallbacks,
    now: NOW,
    zone: CHICAGO,
    ends: variant.touches
      .filter(({ channel }) => channel === 'call')
      .map(({ id }) => ({
        touch: id,
        occurrence: 0,
        end: { kind: 'called' as const, at, taskAt: at, outcome: called },
      })),
    appointment: { startsAt: instant(NOW + DAY_MS) },
    reply: { text: 'How much is it?', time: null },
  });
}

export interface Wording {
  readonly alternativeIndex: number;
  /** An outcome of the calls under which this wording is the one chosen. */
  readonly outcome: string;
}

/** Every wording of a touch, with a call outcome that its own condition asks for. */
export function wordingsOf(touch: Touch): readonly Wording[] {
  if (touch.action.kind === 'move') return [];
  if (touch.action.kind === 'call') return [{ alternativeIndex: 0, outcome: 'voicemail' }];
  return touch.action.alternatives.flatMap((alternative, alternativeIndex) => {
    const outcomes = alternative.if?.calls.flatMap((call) => call.outcomes) ?? ['not_done'];
    return (outcomes.length > 0 ? outcomes : ['not_done']).map((outcome) => ({ alternativeIndex, outcome }));
  });
}

export const inputFor = (
  touch: Touch,
  wording: Wording,
  context: MessageContext,
  rest: Partial<RenderInput> = {},
): RenderInput => ({
  touch,
  alternativeIndex: wording.alternativeIndex,
  context,
  business: DENTAL,
  contact: {
    phone: { id: asId(1), kind: 'phone', value: '+13125550142', key: asId('00') },
    email: { id: asId(2), kind: 'email', value: 'ana@example.com', key: asId('01') },
  },
  firstText: false,
  subjectSeed: 1,
  ...rest,
});
