/** The text that a new sequence begins with: small, whole, and right as it stands; or an existing one under another name. */
import { parseSequence } from './parse.ts';
import { valueAt } from './tree.ts';

export type StarterKind = 'chase' | 'reminder' | 'nurture';

const head = (id: string, name: string, about: string): string =>
  `# yaml-language-server: $schema=../schemas/sequence.schema.json
#
# ${about}
# Read every text aloud before it goes to anybody, then: seq lint, seq plan ${id}
version: 1
id: ${id}
name: ${JSON.stringify(name)}

# Said when the lead's own value is empty.
fallbacks:
  first_name: there
  interest: your request
  agent_name: the team
`;

const ANSWERS = `  reply:          { do: pause, task: "Reply to {{ first_name }}", review_after: 2d }
  question:       { do: pause, call: { due_in: 30m, note: "Asked: {{ reply.text }}" }, review_after: 2d }
  asked_for_time: { do: pause, call: { due_in: 15m, note: "Wants a time: {{ reply.text }}" }, review_after: 2d }
  strong_intent:  { do: pause, call: { due_in: 15m, note: "Ready to go: {{ reply.text }}" }, review_after: 2d }
`;

const TEXTS: Readonly<Record<StarterKind, (id: string, name: string) => string>> = {
  chase: (id, name) => `${head(id, name, 'For a new inquiry: an answer at once, a call, a goodbye.')}
touches:
  - id: hello                 # never renamed: what was sent is remembered by this name
    purpose: Acknowledge at once and ask one easy question
    day: 0
    within: 5m
    sms: >-
      Hi {{ first_name }}, it's {{ agent_name }} at {{ business_name }} about {{ interest }}.
      Is this for this week, or later on? Reply STOP to opt out.

  - id: call-1
    purpose: Talk while the question is fresh
    day: 1
    at: "10:00"
    call:
      script: Thank {{ first_name }} for asking about {{ interest }}. What would help most?
      voicemail: >-
        Hi {{ first_name }}, it's {{ agent_name }} from {{ business_name }} about {{ interest }}.
        You can text this number whenever it suits you.

  - id: in-writing
    purpose: The same in writing, for later
    day: 3
    at: "09:30"
    email:
      subject: "{{ interest }}: the next step"
      body: |
        Hi {{ first_name }},

        thank you for asking us about {{ interest }}. Just answer this email with a day that suits you.

        {{ agent_name }}, {{ business_name }}

  - id: goodbye
    purpose: Say goodbye kindly and leave the door open
    day: 7
    at: "10:00"
    closes: true              # promises silence: nothing goes out by itself after it
    sms: >-
      Hi {{ first_name }}, I won't keep reaching out about {{ interest }}.
      If the timing changes, a text to this number is all it takes.

# What the lead does, and what the sequence does then. Opt-outs and wrong numbers always stop everything.
when:
${ANSWERS}  booked:         { do: stop, move_to: booked }
  not_interested: { do: stop, move_to: closed }
  bounced:        { do: drop_channel }
  finished:       { do: stop, move_to: nurture }
`,
  reminder: (id, name) => `${head(id, name, 'Before an appointment: the day before, and some hours before.')}
anchor: appointment

touches:
  - id: day-before            # never renamed: what was sent is remembered by this name
    before: 24h
    sms: >-
      Hi {{ first_name }}, it's {{ business_name }}: see you {{ appointment.weekday }} at {{ appointment.time }}.
      Reply STOP to opt out.

  - id: soon
    before: 3h
    sms: Hi {{ first_name }}, see you at {{ appointment.time }} today. {{ business_name }}

# A reply does not stop reminders: it makes work for a person.
when:
  reply:          { do: continue, task: "Reply to {{ first_name }}" }
  question:       { do: continue, call: { due_in: 30m, note: "Asked: {{ reply.text }}" } }
`,
  nurture: (id, name) => `${head(id, name, 'For people whose time has not come: one useful email a month.')}
repeat: 30d

touches:
  - id: note                  # never renamed: what was sent is remembered by this name
    purpose: Something useful, and nothing asked
    day: 14
    at: "10:00"
    email:
      subject: A short note about {{ interest }}
      body: |
        Hi {{ first_name }},

        one thing about {{ interest }} that people often ask us: write it here.

        {{ agent_name }}, {{ business_name }}

when:
${ANSWERS}  booked:         { do: stop, move_to: booked }
  not_interested: { do: stop, move_to: closed }
`,
};

export const starterText = (kind: StarterKind, id: string, name: string): string => TEXTS[kind](id, name);

/** The same file under another id and name, comments and all; null when it cannot be read. */
export function renamed(text: string, id: string, name: string): string | null {
  const { ast } = parseSequence(text, '');
  const was = ast && valueAt(ast.root, 'id');
  if (!ast || !was) return null;
  const title = valueAt(ast.root, 'name');
  const edits = [
    { range: was.range, to: id },
    ...(title ? [{ range: title.range, to: JSON.stringify(name) }] : []),
  ].sort((a, b) => b.range.start - a.range.start);
  return edits.reduce((all, { range, to }) => all.slice(0, range.start) + to + all.slice(range.end), text);
}

/** Whether a sequence can be called this, by the pattern of the schema. */
export const isSequenceId = (id: string): boolean => /^[a-z][a-z0-9_-]{0,62}$/.test(id);
