/** From a touch and the values of one lead to the message that will reach a person, or the reason why there is none. */
import type { Business } from '../domain/business.ts';
import type { Contact } from '../domain/lead.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Action, Template, Touch } from '../sequence/sequence.ts';
import type { MessageContext } from './context.ts';
import { withFooter } from './email.ts';
import { completeFirstText } from './first-text.ts';
import { drawLot } from './lot.ts';
import type { CallScript, EmailMessage, SmsMessage } from './message.ts';
import { problemAt, type RenderProblem } from './render-problem.ts';
import { measureSms } from './segments.ts';
import { renderTemplate } from './template.ts';
import { foldLines, leftover, oneLine } from './wording.ts';

export interface RenderInput {
  readonly touch: Pick<Touch, 'id' | 'action'>;
  /** The first alternative whose condition holds, as `decide` foresaw it; of no meaning for calls. */
  readonly alternativeIndex: number;
  readonly context: MessageContext;
  readonly business: Business;
  readonly contact: Pick<Contact, 'phone' | 'email'>;
  /** Nothing was ever texted to this phone number: the text names the business and the way out. */
  readonly firstText: boolean;
  /** Lasting for a lead, such as its id: decides which of several subjects it gets. */
  readonly subjectSeed: number;
  /** Where one click ends this business's emails to this address; null when nothing answers there. */
  readonly unsubscribe?: string | null;
}

/** A text with what the program put at its end because it is the first to its number. */
export interface RenderedSms extends SmsMessage {
  readonly appended: readonly string[];
}

export type Rendered = RenderedSms | EmailMessage | CallScript;

/** Ten parts; carriers refuse more. */
export const SMS_LIMIT = 1_600;

export function renderTouch(input: RenderInput): Result<Rendered, RenderProblem> {
  const { action } = input.touch;
  switch (action.kind) {
    case 'sms':
      return renderSms(input, action);
    case 'email':
      return renderEmail(input, action);
    case 'call':
      return renderCall(action, input.context);
    case 'move':
      return fail(noMessage(input, 'A move sends nothing.'));
  }
}

/** One plain text, such as the note of a task. */
export function renderText(template: Template, context: MessageContext): Result<string, RenderProblem> {
  const rendered = renderTemplate(template, context);
  if (!rendered.ok) return rendered;
  const text = rendered.value.replace(/[ \t]+$/gm, '').trim();
  return checked(template, text, context);
}

function renderSms(
  input: RenderInput,
  action: Extract<Action, { kind: 'sms' }>,
): Result<RenderedSms, RenderProblem> {
  const alternative = action.alternatives[input.alternativeIndex];
  if (!alternative) return fail(noMessage(input, `There is no alternative ${input.alternativeIndex}.`));
  const template = alternative.text;
  if (!input.contact.phone) return fail(at(template, 'no_destination', 'The contact has no phone number.'));
  const rendered = renderTemplate(template, input.context, 'sms');
  if (!rendered.ok) return rendered;
  const text = checked(template, foldLines(rendered.value), input.context);
  if (!text.ok) return text;
  const { body, appended } = input.firstText
    ? completeFirstText(text.value, oneLine(input.business.name), template.source)
    : { body: text.value, appended: [] };
  if (body.length > SMS_LIMIT) return fail(at(template, 'too_long', tooLong(body.length)));
  const { segments, encoding } = measureSms(body);
  return ok({
    kind: 'sms',
    to: input.contact.phone.value,
    from: input.business.senders.sms ?? null,
    body,
    segments,
    encoding,
    appended,
  });
}

function renderEmail(
  input: RenderInput,
  action: Extract<Action, { kind: 'email' }>,
): Result<EmailMessage, RenderProblem> {
  const alternative = action.alternatives[input.alternativeIndex];
  if (!alternative) return fail(noMessage(input, `There is no alternative ${input.alternativeIndex}.`));
  const { body, subjects } = alternative;
  const { business, contact, context } = input;
  if (!contact.email) return fail(at(body, 'no_destination', 'The contact has no email address.'));
  if (!business.postalAddress)
    return fail(
      at(
        body,
        'no_postal_address',
        `${business.name} has no postal_address in leadseq.yaml; the law wants one in every email.`,
      ),
    );
  const subject = subjects[drawLot(subjects.length, input.subjectSeed, input.touch.id)];
  if (!subject) return fail(at(body, 'empty', 'The email has no subject.'));
  const heading = renderTemplate(subject, context);
  if (!heading.ok) return heading;
  const line = checked(subject, oneLine(heading.value), context);
  if (!line.ok) return line;
  const markdown = renderTemplate(body, context, 'markdown');
  if (!markdown.ok) return markdown;
  const parts = withFooter(markdown.value, line.value, {
    name: oneLine(business.name),
    postalAddress: oneLine(business.postalAddress),
    bookingLink: oneLine(business.bookingLink ?? ''),
    ...(input.unsubscribe ? { unsubscribe: input.unsubscribe } : {}),
  });
  if (!parts) return fail(at(body, 'limit', 'The Markdown is nested too deeply to be read.'));
  const read = checked(body, parts.body, context);
  if (!read.ok) return read;
  return ok({
    kind: 'email',
    to: contact.email.value,
    from: business.senders.email ?? null,
    subject: line.value,
    text: parts.text,
    html: parts.html,
  });
}

function renderCall(
  action: Extract<Action, { kind: 'call' }>,
  context: MessageContext,
): Result<CallScript, RenderProblem> {
  const script = action.script ? renderText(action.script, context) : ok('');
  if (!script.ok) return script;
  const voicemail = action.voicemail ? renderText(action.voicemail, context) : ok('');
  if (!voicemail.ok) return voicemail;
  return ok({ script: script.value, voicemail: oneLine(voicemail.value) });
}

/** A text that a person could read as broken is a problem, not a message. */
function checked(template: Template, text: string, context: MessageContext): Result<string, RenderProblem> {
  if (!text) return fail(at(template, 'empty', 'Nothing is left of the text once it is filled in.'));
  const broken = leftover(text, context);
  if (broken)
    return fail(
      at(template, 'unresolved', `The finished text would contain "${broken}", which nobody meant to send.`),
    );
  return ok(text);
}

const at = (template: Template, code: RenderProblem['code'], message: string): RenderProblem =>
  problemAt(template, code, { message, row: 1, column: 1 });

const noMessage = ({ touch }: RenderInput, message: string): RenderProblem => ({
  code: 'no_message',
  message: `${touch.id}: ${message}`,
  file: '',
  line: 1,
  column: 1,
});

const tooLong = (length: number): string =>
  `The text has ${length.toLocaleString('en-US')} characters; ${SMS_LIMIT.toLocaleString('en-US')} are allowed.`;
