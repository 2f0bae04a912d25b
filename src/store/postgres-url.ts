/** The form of a server's address, asked before anything is loaded or opened. */
import { StoreError } from './driver.ts';

/** Throws for what no server can be reached by. The address itself is not repeated: it may hold a password. */
export function checkPostgresUrl(url: string): void {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return;
  throw new StoreError(
    'configuration',
    'The address of the database is not one of PostgreSQL: it must look like postgres://user@host:5432/name. See `database` in leadseq.yaml, or LEADSEQ_DATABASE.',
  );
}
