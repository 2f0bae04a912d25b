/** What a touch would say to one lead now, and whether it would still say the same a moment later. */
import type { Instant, Zone } from '../domain/time.ts';
import { type MessageContext, messageContext } from '../message/context.ts';
import type { CallScript, Message } from '../message/message.ts';
import { type Rendered, type RenderInput, renderText, renderTouch } from '../message/render.ts';
import type { RenderProblem } from '../message/render-problem.ts';
import type { EnrolledIn, Forecast, Situation } from '../schedule/situation.ts';
import { revisionOf } from './pinned-sequences.ts';

export type Words =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'script'; readonly script: CallScript }
  | { readonly kind: 'none' }
  | { readonly kind: 'no_alternative' }
  | { readonly kind: 'problem'; readonly problem: RenderProblem };

/** Everything that the words depend on; rendering is a pure function of it. */
export interface Wording {
  readonly input: RenderInput | null;
  /** Equal for equal words: a reservation compares it instead of rendering twice. */
  readonly fingerprint: string;
}

export function wordingOf(
  situation: Situation,
  enrollment: EnrolledIn,
  { touch, alternative }: Pick<Forecast, 'touch' | 'alternative'>,
  now: Instant,
  zone: Zone,
  unsubscribe: string | null = null,
): Wording {
  const { contact, business } = situation;
  const isMessage = touch.channel === 'sms' || touch.channel === 'email';
  if (isMessage && alternative === null) return { input: null, fingerprint: 'no alternative' };
  const context: MessageContext = messageContext({
    business,
    contact,
    fields: enrollment.lead.fields,
    fallbacks: enrollment.sequence.fallbacks,
    now,
    zone,
    ends: enrollment.ends,
    appointment: situation.appointment,
    reply: null,
  });
  const firstText = touch.channel === 'sms' && !situation.texted;
  return {
    input: {
      touch,
      alternativeIndex: alternative ?? 0,
      context,
      business,
      contact,
      firstText,
      subjectSeed: enrollment.lead.id,
      unsubscribe,
    },
    fingerprint: JSON.stringify([
      revisionOf(enrollment.sequence),
      alternative,
      firstText,
      contact.phone?.value,
      contact.email?.value,
      enrollment.lead.id,
      context,
      unsubscribe,
    ]),
  };
}

/** Fills the touch's templates in. Takes time, so it is done before the write lock is taken. */
export function render(wording: Wording): Words {
  const { input } = wording;
  if (input === null) return { kind: 'no_alternative' };
  const { action } = input.touch;
  if (action.kind === 'move') return { kind: 'none' };
  const rendered = renderTouch(input);
  if (!rendered.ok) return { kind: 'problem', problem: rendered.error };
  if (!isScript(rendered.value)) return { kind: 'message', message: rendered.value };
  if (action.kind !== 'call' || action.note === null) return { kind: 'script', script: rendered.value };
  const note = renderText(action.note, input.context);
  if (!note.ok) return { kind: 'problem', problem: note.error };
  const script = [note.value, rendered.value.script].filter((text) => text !== '').join('\n\n');
  return { kind: 'script', script: { ...rendered.value, script } };
}

const isScript = (rendered: Rendered): rendered is CallScript => 'script' in rendered;
