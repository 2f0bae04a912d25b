/** What a rule of lint is: the wisdom of one sentence, with its reason, an example of each kind, and a check that points at places. */
import type { Business } from '../../domain/business.ts';
import type { Edit } from '../../domain/diagnostic.ts';
import type { Policy } from '../../domain/policy.ts';
import type { UsedPiece } from '../../sequence/compile.ts';
import type { SequenceAst } from '../../sequence/parse.ts';
import type { Sequence } from '../../sequence/sequence.ts';
import type { TemplateFiles } from '../../sequence/template-files.ts';
import type { WorkspaceConfig } from '../../sequence/workspace-file.ts';
import type { Courses } from '../behavior/courses.ts';
import type { Before } from '../earlier.ts';
import type { Place, Places } from '../places.ts';

export type Severity = 'warning' | 'error';

/**
 * One sequence file, or several files by path. A text stands for `sequences/example.yaml`; `version` and `id` may be left
 * out of a sequence and are then filled in below. `leadseq.yaml` and `templates/…` may be among the files, and what they were at the last commit under `HEAD:`.
 */
export type Example = string | Readonly<Record<string, string>>;

export type OptionValue = number | string | boolean | readonly string[];

/** A JSON schema (draft-07) of one option; `default` is what holds when the settings do not say. */
export interface OptionSchema {
  readonly type: 'integer' | 'number' | 'string' | 'boolean' | 'array';
  readonly description: string;
  readonly default: OptionValue;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly items?: { readonly type: 'string' };
}

export interface RuleFinding {
  /** What was seen and what is right, in one sentence. */
  readonly message: string;
  /** What to type, or why it matters here. */
  readonly hint?: string | undefined;
  /** Where; left out: the sequence file as a whole. */
  readonly at?: Place | undefined;
  /** The source whose leads it is about: found at one place for several, it is told once, with their names unless it is all. */
  readonly source?: string;
  /** Of several businesses only these; filled in by whoever runs the rule for all of them. */
  readonly businesses?: readonly string[];
  /** What `--fix` types; only where the result is surely what was meant. */
  readonly edits?: readonly Edit[];
}

/** All that is known of a sequence whose form is right. */
export interface RuleInput {
  readonly path: string;
  readonly ast: SequenceAst;
  /** With one resolved variant for each source. */
  readonly sequence: Sequence;
  /** Every template that any variant uses, once. */
  readonly pieces: readonly UsedPiece[];
  readonly places: Places;
  /** All sequences of the workspace whose form is right, this one too, by id. */
  readonly sequences: ReadonlyMap<string, Sequence>;
  /** Null without a leadseq.yaml that can be read. */
  readonly config: WorkspaceConfig | null;
  /** One of the settings, for each of which a rule that asks is run; somebody like them where there are none. */
  readonly business: Business;
  /** That business's policy. */
  readonly policy: Policy;
  /** The sequence at earlier revisions; none when nobody asks, or nothing has changed. */
  readonly before: readonly Before[];
  /** Simulated sends of every variant for leads of that business, computed when the first rule asks. */
  readonly courses: () => Courses;
  readonly options: Options;
}

export type Options = Readonly<Record<string, OptionValue>>;

/** Everything in the workspace, for what no single sequence can know. */
export interface WorkspaceInput {
  readonly files: readonly Pick<RuleInput, 'path' | 'ast' | 'sequence' | 'pieces'>[];
  /** Whether every sequence file could be compiled: otherwise nobody knows what is not used. */
  readonly complete: boolean;
  readonly templates: TemplateFiles;
  readonly options: Options;
}

export interface Rule {
  /** Kebab-case, forever: a retired one goes to the tombstones and is never used again. */
  readonly id: string;
  /** `error` only where somebody would be contacted wrongly, or a lead would get nothing. */
  readonly severity: Severity;
  /** One line, as it stands in lists. */
  readonly title: string;
  /** Some sentences on why it matters, for `explain` and the manual. */
  readonly why: string;
  /** Nothing of this rule is found in it. */
  readonly good: Example;
  /** Something of this rule is found in it. */
  readonly bad: Example;
  readonly options?: Readonly<Record<string, OptionSchema>>;
  /** What `--fix` does about it; left out: nothing. */
  readonly fix?: string;
  /** For each sequence by itself. */
  readonly check: (input: RuleInput) => readonly RuleFinding[];
  /** Once for the workspace. */
  readonly checkWorkspace?: (input: WorkspaceInput) => readonly RuleFinding[];
}

/** A number among the options; the schema has made sure of it. */
export const numberOf = ({ options }: Pick<RuleInput, 'options'>, name: string): number =>
  Number(options[name]);
