/** The questions of `seq init` on a terminal; each says what it is for, and Ctrl-C leaves nothing behind. */
import { cancel, group, intro, select, text } from '@clack/prompts';
import type { WorkspaceAnswers } from '../engine/create-workspace.ts';
import type { Options } from './commands/init.ts';
import { readZone } from './times.ts';

const SEQUENCES = [
  { value: 'framework-14', label: 'framework-14', hint: '14 days, 7 touches, differs by source' },
  { value: 'follow-up-7', label: 'follow-up-7', hint: '7 days, then nurture' },
];

/** Only called on a terminal: without one the library ends the process silently. Null when the person gave up. */
export async function ask(known: Options): Promise<WorkspaceAnswers | null> {
  intro('A new workspace');
  try {
    return await questions(known);
  } catch (error) {
    if (error !== GAVE_UP) throw error;
    cancel('Nothing was made.');
    return null;
  }
}

/** Thrown to leave: the library would go on with the next question. */
const GAVE_UP = new Error('the person pressed Ctrl-C');

async function questions(known: Options): Promise<WorkspaceAnswers> {
  const answers = await group(
    {
      name: () =>
        text({
          message: 'What is the business called, as leads know it?',
          initialValue: known.name ?? '',
          validate: (value) => ((value ?? '').trim() === '' ? 'Every first text says this name.' : undefined),
        }),
      zone: () =>
        text({
          message: 'In which time zone is it?',
          initialValue: known.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
          validate: (value) => {
            const zone = readZone((value ?? '').trim());
            return zone.ok ? undefined : zone.error;
          },
        }),
      bookingLink: () =>
        text({
          message: 'Where do leads choose a time? (a link; Enter to fill in later)',
          initialValue: known.bookingLink ?? '',
        }),
      agent: () =>
        text({
          message: 'Who calls them? (a first name; Enter to fill in later)',
          initialValue: known.agent ?? '',
        }),
      postalAddress: () =>
        text({
          message: 'Its postal address? (the law wants one in every email; Enter to fill in later)',
          initialValue: known.postalAddress ?? '',
        }),
      sequence: () =>
        select({
          message: 'What do new leads get?',
          options: SEQUENCES,
          initialValue: known.sequence ?? 'framework-14',
        }),
    },
    {
      onCancel: () => {
        throw GAVE_UP;
      },
    },
  );
  return {
    name: answers.name.trim(),
    zone: answers.zone.trim(),
    bookingLink: orNull(answers.bookingLink),
    agent: orNull(answers.agent),
    postalAddress: orNull(answers.postalAddress),
    sequence: answers.sequence,
  };
}

const orNull = (text: string | undefined): string | null => (text ?? '').trim() || null;
