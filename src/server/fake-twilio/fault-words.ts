/** Faults as a person types them, in the form that `seq dev smtp` has too: `accept-then-drop:0.05,429@any:x3,bad-network:0.28`. */
import { fail, ok, type Result } from '../../domain/result.ts';
import { FAULTS, type FaultRule, isFaultName, mixOf } from './faults.ts';

/** A share of them, evenly over every fault of a bad network. */
const MIX = 'bad-network';

const FORM = /^([a-z0-9-]+?)(?:@(create|read|any))?(?::(?:(0?\.\d+|[01])|x(\d{1,6})))?$/;

const NAMES = [...Object.keys(FAULTS), MIX];

const ALLOWED = [
  `A fault is ${NAMES.slice(0, -1).join(', ')} or ${MIX};`,
  'then perhaps @read or @any for more requests than those that make a message;',
  'then perhaps how many meet it: slow:0.1 one in ten, slow:x3 the next three.',
].join(' ');

export function readFaults(text: string): Result<readonly FaultRule[], string> {
  const words = text.split(',').map((word) => word.trim());
  const rules: FaultRule[] = [];
  for (const word of words.filter((each) => each !== '' && each !== 'none')) {
    const [, name = '', on, share, times] = FORM.exec(word) ?? [];
    if (name === MIX) rules.push(...mixOf(Number(share ?? 1)));
    else if (!isFaultName(name)) return fail(`"${word}" is no fault. ${ALLOWED}`);
    else {
      rules.push({
        fault: name,
        ...(on === 'read' || on === 'any' ? { on } : {}),
        ...(share === undefined ? {} : { share: Number(share) }),
        ...(times === undefined ? {} : { times: Number(times) }),
      });
    }
  }
  return ok(rules);
}

/** The other way round, for whoever asks what goes wrong now. */
export function faultWords(rules: readonly FaultRule[]): string {
  const words = rules.map(({ fault, on, share, times }) => {
    const where = on === undefined ? '' : `@${on}`;
    const many =
      share !== undefined ? `:${Number(share.toFixed(4))}` : times !== undefined ? `:x${times}` : '';
    return `${fault}${where}${many}`;
  });
  return words.length === 0 ? 'none' : words.join(',');
}
