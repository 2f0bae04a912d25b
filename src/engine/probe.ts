/** Whether the database takes a write and gives it back: a health check that only looks at a process says nothing about it. */
import { getMeta, putMeta } from '../store/meta.ts';
import type { Workspace } from './workspace.ts';

/** Throws what the database throws. */
export async function probe({ db }: Pick<Workspace, 'db'>): Promise<void> {
  await db.tx(async (handle) => {
    const instance = await getMeta(handle, 'instance');
    // The same value again: all the way to the disk, and nothing has changed.
    await putMeta(handle, 'instance', instance ?? '');
    if ((await getMeta(handle, 'instance')) !== instance) throw new Error('a write was not read back');
  });
}
