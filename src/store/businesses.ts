/** The rows that stand for the businesses of `leadseq.yaml`; everything else about them stays in the file. */
import { asId, type BusinessId } from '../domain/ids.ts';
import { int, only, text } from './decode.ts';
import type { Handle } from './driver.ts';

const INSERT = 'INSERT INTO business (slug) VALUES (?) ON CONFLICT (slug) DO NOTHING';
const BY_SLUG = 'SELECT id FROM business WHERE slug = ?';
/** One row for each business of the workspace: few. */
const ALL = 'SELECT id, slug FROM business ORDER BY id';

/** The row of a business, made when it is first named. */
export async function ensureBusiness(db: Handle, slug: BusinessId): Promise<number> {
  const known = (await db.all(BY_SLUG, [slug]))[0];
  if (known) return int(known, 'id');
  await db.run(INSERT, [slug]);
  return int(only(await db.all(BY_SLUG, [slug])), 'id');
}

/** Every business that has a row, by slug. */
export async function businessRows(db: Handle): Promise<ReadonlyMap<BusinessId, number>> {
  const rows = await db.all(ALL);
  return new Map(rows.map((row) => [asId<BusinessId>(text(row, 'slug')), int(row, 'id')]));
}
