/** What the tests have seen of each sequence, and where what they have not seen stands. */
import type { SequenceId } from '../../domain/ids.ts';
import { type Branch, branchesOf, percentOf, seenBy } from '../../engine/tests/branches.ts';
import { placesOf } from '../../lint/places.ts';
import { compileSequence } from '../../sequence/compile.ts';
import { parseSequence } from '../../sequence/parse.ts';
import { placeOf } from '../diagnostics.ts';
import type { Io } from '../io.ts';
import type { FoundTests } from './find.ts';
import type { RanFile } from './run-all.ts';

export interface Coverage {
  readonly sequence: SequenceId;
  /** As the caller's folder sees it. */
  readonly path: string;
  readonly branches: number;
  readonly percent: number;
  readonly unseen: readonly Unseen[];
}

export interface Unseen {
  readonly what: string;
  /** `sequences/a.yaml:3:9`. */
  readonly place: string;
}

export function coverageOf(io: Io, found: FoundTests, ran: readonly RanFile[]): readonly Coverage[] {
  return found.sequences.flatMap((id) => {
    const file = found.around.sequences.get(id);
    const sequence = file?.revision?.sequence;
    if (file === undefined || sequence === undefined) return [];
    const seen = new Set(ran.flatMap(({ rans }) => rans.flatMap((one) => [...seenBy(one, sequence)])));
    const branches = branchesOf(sequence);
    const unseen = branches.filter(({ key }) => !seen.has(key));
    const at = unseen.length === 0 ? null : placing(found, file.path);
    return [
      {
        sequence: id,
        path: placeOf(io, found.around.root, { file: file.path }),
        branches: branches.length,
        percent: percentOf(branches.length - unseen.length, branches.length),
        unseen: unseen.map((branch) => {
          const { file: in_, range } = at?.(branch) ?? { file: file.path };
          return {
            what: branch.what,
            place: placeOf(io, found.around.root, { file: in_, ...(range && { range }) }),
          };
        }),
      },
    ];
  });
}

type Placed = Parameters<typeof placeOf>[2];

/** Where each branch stands, by the file as it is parsed. */
function placing({ files }: FoundTests, path: string): (branch: Branch) => Placed {
  const text = files.sequences.get(path) ?? '';
  const { ast } = parseSequence(text, path);
  if (ast === null) return () => ({ file: path });
  const { pieces, revision } = compileSequence(ast, path, files.templates);
  const places = placesOf(path, ast.root, pieces);
  return (branch) => {
    if (branch.kind === 'rule') return places.when(branch.act);
    const { source, touch, part } = branch;
    if (part.of === 'touch') return places.touch(source, touch);
    if (part.of === 'condition') return places.key(source, touch, 'if');
    const action = revision?.sequence.variants
      .find((one) => one.source === source)
      ?.touches.find(({ id }) => id === touch)?.action;
    if (action?.kind !== 'sms' && action?.kind !== 'email') return places.touch(source, touch);
    const words =
      action.kind === 'sms'
        ? action.alternatives[part.alternative]?.text
        : action.alternatives[part.alternative]?.body;
    return words === undefined ? places.touch(source, touch) : places.words(words);
  };
}
