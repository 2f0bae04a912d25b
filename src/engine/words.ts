/** What a touch says to one lead now. */
import type { Instant, Zone } from '../domain/time.ts';
import { messageContext } from '../message/context.ts';
import { type Linked, linkUp } from '../message/links.ts';
import type { CallScript, Message } from '../message/message.ts';
import { type Rendered, renderText, renderTouch, SMS_LIMIT } from '../message/render.ts';
import type { RenderProblem } from '../message/render-problem.ts';
import type { EnrolledIn, Forecast, Situation } from '../schedule/situation.ts';

export type Words =
  /** `linked`: its links lead by us; until it goes, a placeholder stands for each. */
  | { readonly kind: 'message'; readonly message: Message; readonly linked?: Linked }
  | { readonly kind: 'script'; readonly script: CallScript }
  | { readonly kind: 'none' }
  | { readonly kind: 'no_alternative' }
  | { readonly kind: 'problem'; readonly problem: RenderProblem };

/** Fills the touch's templates in with what is known of the lead. */
export function wordsFor(
  situation: Situation,
  enrollment: EnrolledIn,
  { touch, alternative }: Pick<Forecast, 'touch' | 'alternative'>,
  now: Instant,
  zone: Zone,
  unsubscribe: string | null = null,
): Words {
  const { contact, business } = situation;
  const { action } = touch;
  if (action.kind === 'move') return { kind: 'none' };
  if (action.kind !== 'call' && alternative === null) return { kind: 'no_alternative' };
  const context = messageContext({
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
  const rendered = renderTouch({
    touch,
    alternativeIndex: alternative ?? 0,
    context,
    business,
    contact,
    firstText: touch.channel === 'sms' && !situation.texted,
    subjectSeed: enrollment.lead.id,
    unsubscribe,
  });
  if (!rendered.ok) return { kind: 'problem', problem: rendered.error };
  if (!isScript(rendered.value))
    return { kind: 'message', message: rendered.value, ...linkUp(rendered.value, business, SMS_LIMIT) };
  if (action.kind !== 'call' || action.note === null) return { kind: 'script', script: rendered.value };
  const note = renderText(action.note, context);
  if (!note.ok) return { kind: 'problem', problem: note.error };
  const script = [note.value, rendered.value.script].filter((text) => text !== '').join('\n\n');
  return { kind: 'script', script: { ...rendered.value, script } };
}

const isScript = (rendered: Rendered): rendered is CallScript => 'script' in rendered;
