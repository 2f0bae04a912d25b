/** What the codes of wrong form mean, for `explain` and the manual: rules explain themselves, these cannot be switched off. */
import type { Code } from '../sequence/finding.ts';

interface CodeWords {
  readonly title: string;
  readonly why: string;
}

const words = (title: string, why: string): CodeWords => ({ title, why });

/** Findings that come from reading a workspace's folder and not from a file's text. */
type FolderCode =
  | 'not-all-simulated'
  | 'no-sequences'
  | 'unreadable'
  | 'outside-workspace'
  | 'too-many-files';

export const CODES: Readonly<Record<Code | FolderCode, CodeWords>> = {
  'too-large': words(
    'A file is larger than 256 KB',
    'The largest sequence written so far has 12 KB. A larger file is most likely an export or a backup that got into the folder.',
  ),
  'not-text': words(
    'A file is not UTF-8 text',
    'It was saved in another encoding, or it is no text at all. Letters that cannot be read would reach leads as boxes.',
  ),
  'too-deep': words(
    'Lists and mappings are nested too deeply',
    'Nothing in these files needs more than 10 levels; 64 is where reading stops.',
  ),
  'tab-indent': words(
    'A tab is used for indentation',
    'YAML allows only spaces there. Set the editor to spaces for .yaml files.',
  ),
  'yaml-syntax': words(
    'The text is not YAML',
    'Most often a text with a colon, a `{{` or a quote in it needs double quotes around it, or stands better on the lines after `>-`.',
  ),
  anchor: words(
    'A YAML anchor or alias is used',
    'Each touch can be read where it stands: what differs by source goes under `sources:` and `change:`.',
  ),
  tag: words('A YAML tag is used', 'This file format has none. A text that begins with ! needs quotes.'),
  'several-documents': words(
    'A file holds several YAML documents',
    'A file is one sequence, or the settings. Put each into a file of its own.',
  ),
  'empty-file': words('A file is empty', 'Delete it, or begin with `seq init`.'),
  'duplicate-key': words(
    'A key stands twice in one mapping',
    'Only one of the two could hold, and readers would disagree on which.',
  ),
  'wrong-version': words(
    'The version of the file format is unknown',
    'A file of a newer version needs a newer program.',
  ),
  'unknown-key': words(
    'A key does not exist',
    'A misspelled key would silently do nothing: a `closes` written wrong sends texts after a goodbye.',
  ),
  'missing-key': words('A key is missing that must be there', 'Without it nobody can say what is meant.'),
  'wrong-type': words(
    'A value is of another kind',
    'Durations need a unit (`5m`), times need quotes ("10:00"): YAML reads both as numbers otherwise.',
  ),
  'wrong-value': words(
    'A value is not one of those allowed',
    'The message says which there are, or how it is written.',
  ),
  'duplicate-touch': words(
    'Two touches have one id',
    'What a lead already got is kept under the id of the touch, so each needs its own.',
  ),
  'unknown-touch': words(
    'A touch is named that does not exist',
    'A change or a condition would do nothing for it.',
  ),
  'unknown-source': words('A source is named that does not exist', 'A condition on it would never hold.'),
  channel: words(
    'A touch has no channel or several',
    'A touch is one text, email, call or move; two of them are two touches.',
  ),
  timing: words(
    'The times of a touch contradict each other',
    'A touch has a calendar time (`day`, `at`) or an elapsed one (`after`, `within`), never both: they drift apart at clock changes and weekends.',
  ),
  length: words(
    '`length` cannot be applied',
    'It scales days, so it is a number of whole days, and some touch must have a day to scale.',
  ),
  alternative: words(
    'An alternative is never used',
    'The first whose condition holds is sent; one without a condition always holds, so it stands last.',
  ),
  condition: words(
    'A condition can never hold',
    'It asks for something that the touch or the source cannot have.',
  ),
  reference: words(
    'A touch names another that cannot have ended before',
    'A touch waits for those that it names. One that never ends, or that only follows, would hold it for ever.',
  ),
  'reference-cycle': words('Touches wait for each other in a circle', 'None of them could ever go.'),
  'vary-from': words(
    '`vary_from` does not name an earlier call',
    'It keeps a call away from the time of day of another one.',
  ),
  closes: words(
    'A touch comes after one that promises silence',
    'A lead who was told that this was the last message must not get another, on any channel.',
  ),
  late: words(
    '`max_late` and `late` contradict each other',
    'What is shifted goes however late, so a limit means nothing there.',
  ),
  consent: words(
    'A cold source does without consent',
    'People who did not ask may be texted only with recorded consent; the TCPA (47 U.S.C. 227) sets $500 to $1,500 a text.',
  ),
  source: words(
    'A source makes no sense',
    'Every source is one of the five base sources or says which of them it is like, and has at least one touch.',
  ),
  rule: words(
    'A rule of `when:` makes no sense',
    'What it does and its other keys contradict each other, or it can never apply.',
  ),
  repeat: words(
    '`repeat` cannot be applied',
    'It must be longer than the sequence itself, and reminders are never repeated.',
  ),
  'missing-template': words('A template file is not there', 'The touch would have no words.'),
  'front-matter': words(
    'The front matter of a template is wrong',
    'A template begins with `---`, its keys and `---`; the words follow. An email has its `subject` there.',
  ),
  'duplicate-sequence': words('Two sequences have one id', 'Enrolled leads know their sequence by its id.'),
  'unknown-sequence': words(
    'A sequence is named that is not there',
    'Leads would be handed over to nothing.',
  ),
  'unknown-zone': words(
    'A time zone does not exist',
    'Write a place, such as America/Chicago. Abbreviations have no summer time and are an hour off for half the year.',
  ),
  'looser-than-rule': words(
    'A setting is looser than the law or the carriers allow',
    'Settings may tighten the rules on hours, spacing and caps, never loosen them.',
  ),
  'unknown-stage': words(
    'A stage is not in the list of the settings',
    'The CRM would get a stage that it does not know.',
  ),
  'unknown-hearer': words('Nobody who is told has this name', 'The notice would go to nobody.'),
  'liquid-syntax': words(
    'A template cannot be read',
    'Its brackets, filters or tags are wrong, so no message could be made of it.',
  ),
  'endless-template': words(
    'A template does not end',
    'It runs past the limits on time or length, so no message could be made of it.',
  ),
  'unknown-variable': words(
    'A template asks for a value that cannot exist',
    'The message could not go: nothing is ever sent with a hole in it.',
  ),
  'no-fallback': words(
    'A value of the lead may be empty and has no fallback',
    'Leads without it would not get this message.',
  ),
  'no-value': words('The settings lack a value that messages need', 'Those messages could not go.'),
  'disable-comment': words(
    'A comment that disables a rule is wrong',
    'It names no rule that exists, or disables nothing, or does not say why. A reason tells the next reader that the rule was seen and what speaks against it here.',
  ),
  'not-all-simulated': words(
    'A sequence is too large for all of its leads to be simulated',
    'Rules about what is sent run leads of every source through the sequence. Of a sequence that would take more than about ten seconds they see a part, and say so.',
  ),
  'no-sequences': words('There is no sequence', 'Without one in sequences/ nobody can be enrolled.'),
  'outside-workspace': words(
    'A link leads out of the workspace',
    'What is sent must not change by an edit somewhere else. Copy the file into the workspace.',
  ),
  'too-many-files': words(
    'A folder has more files than are read',
    'It is most likely not a folder of sequences or templates.',
  ),
  unreadable: words('A file cannot be opened', 'It does not exist, or may not be read by this user.'),
};
