import { afterEach, describe, expect, test } from 'vitest';
import { outbox } from '../../src/transport/outbox.ts';
import { createKit, HELLO, type Kit, phoneOf } from '../engine/kit.ts';
import {
  byHand,
  formOf,
  type Hand,
  http,
  resource,
  senderAt,
  transportTo,
  twilioError,
} from './twilio-kit.ts';

const TWICE = HELLO.replace('id: hello\nname: One text', 'id: twice\nname: Two texts').concat(`
  - id: again
    day: 1
    at: "11:00"
    sms: "Hi {{ first_name }}, still thinking about it?"
  - id: mail
    day: 2
    at: "11:00"
    email: { subject: "About your request", body: "Hi {{ first_name }}, thank you." }
`);

const closing: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A workspace whose texts meet one answer, run to the end of its sequence. */
async function meeting(answer: (n: number) => string): Promise<{ readonly kit: Kit; readonly server: Hand }> {
  const kit = await createKit({ sequences: [TWICE] });
  closing.push(() => kit.close());
  const server = await byHand({ answer: (socket, _request, n) => socket.write(answer(n)) });
  closing.push(() => server.close());
  const sms = transportTo(senderAt(server.url));
  closing.push(() => sms.close?.());
  const lead = await kit.enroll({ phone: phoneOf(7) });
  // The same phone, by another inquirer: the number is as dead for both.
  await kit.enroll({ phone: phoneOf(7) });
  const until = kit.clock.now + 4 * 86_400_000;
  await kit.run(
    { sms: { ...sms, live: false }, email: outbox(kit.ws.outbox) },
    until as typeof kit.clock.now,
  );
  expect(lead.contact).toBe(1);
  return { kit, server };
}

const endsOf = (kit: Kit, contact: number) =>
  kit.all(
    `SELECT t.touch_id, t.kind, t.reason_code FROM touch_end t JOIN enrollment e ON e.id = t.enrollment_id
      WHERE e.contact_id = ? ORDER BY t.touch_id`,
    [contact],
  );
const suppressions = (kit: Kit) => kit.all('SELECT channel, reason FROM suppression');

describe('what a refusal means for the rest of the sequence', () => {
  test('a dead number: no further text to anybody who has it, emails go on, and nobody opted out', async () => {
    const { kit, server } = await meeting(() => http(400, twilioError(400, 21635)));
    expect(server.requests).toHaveLength(1);
    expect(await endsOf(kit, 1)).toEqual([
      { touch_id: 'again', kind: 'skipped', reason_code: 'not_textable' },
      { touch_id: 'hello', kind: 'failed', reason_code: 'refused' },
      { touch_id: 'mail', kind: 'sent', reason_code: null },
    ]);
    expect(await kit.all('SELECT textable FROM contact')).toEqual([{ textable: 0 }, { textable: 0 }]);
    expect(await suppressions(kit)).toEqual([]);
  });

  test('an opt-out: the provider’s word is ours', async () => {
    const { kit, server } = await meeting(() => http(400, twilioError(400, 21610)));
    expect(server.requests).toHaveLength(1);
    expect(await endsOf(kit, 1)).toEqual([
      { touch_id: 'again', kind: 'skipped', reason_code: 'opted_out' },
      { touch_id: 'hello', kind: 'failed', reason_code: 'refused' },
      { touch_id: 'mail', kind: 'sent', reason_code: null },
    ]);
    expect(await suppressions(kit)).toEqual([{ channel: 'sms', reason: 'provider' }]);
    expect(await kit.all('SELECT DISTINCT textable FROM contact')).toEqual([{ textable: 1 }]);
  });

  test('words that do not go: the next ones may', async () => {
    const { kit, server } = await meeting((n) =>
      n === 0 ? http(400, twilioError(400, 21617)) : http(201, JSON.stringify(resource({ sid: sidOf(n) }))),
    );
    expect(server.requests.map((request) => formOf(request).To)).toContain(phoneOf(7));
    expect((await endsOf(kit, 1)).map(({ touch_id, kind }) => [touch_id, kind])).toContainEqual([
      'hello',
      'failed',
    ]);
    expect(await suppressions(kit)).toEqual([]);
    expect(await kit.all('SELECT DISTINCT textable FROM contact')).toEqual([{ textable: 1 }]);
  });

  test('wrong credentials: one request, the channel waits for a person, and the touch stays due', async () => {
    const { kit, server } = await meeting(() => http(401, twilioError(401, 20003)));
    expect(server.requests).toHaveLength(1);
    expect((await kit.all('SELECT channel FROM pause')).map(({ channel }) => channel)).toEqual(['sms']);
    expect((await endsOf(kit, 1)).filter(({ touch_id }) => touch_id === 'hello')).toEqual([]);
  });
});

const sidOf = (n: number): string => `SM${n.toString(16).padStart(32, '0')}`;
