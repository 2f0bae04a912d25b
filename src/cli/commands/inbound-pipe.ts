/** `seq inbound pipe`: one mail from standard input, as an MTA hands it over. */
import { isDatabaseBusy } from '../../engine/database-busy.ts';
import { businessesOf, takeMail } from '../../engine/mail-in.ts';
import { LARGEST_MAIL, readMail } from '../../engine/read-mail.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from '../io.ts';
import { complain } from '../problems.ts';
import { withWorkspace } from '../with-workspace.ts';

/** Nothing of the mail itself is ever printed: an MTA keeps what a program says, and may send it back. */
export async function pipe(io: Io, options: GlobalOptions): Promise<ExitCode> {
  const raw = await everything(io);
  if (raw === null) {
    complain(io, options, 'the mail is larger than 10 MB, and was not taken');
    return EXIT.problems;
  }
  return withWorkspace(io, options, async (ws) => {
    const read = await readMail(raw);
    if (!read.ok) {
      complain(io, options, read.message);
      return EXIT.problems;
    }
    const named = businessesOf(ws, read.mail);
    const [only] = ws.config.businesses.keys();
    const businesses =
      named.length > 0 || only === undefined || ws.config.businesses.size > 1 ? named : [only];
    if (businesses.length === 0) {
      const hint = 'Name it in leadseq.yaml: senders.email of the business, or mail.addresses.';
      complain(io, options, 'it was sent to no address of a business here, and was not taken', hint);
      return EXIT.problems;
    }
    try {
      for (const business of businesses) {
        const { result } = await takeMail(ws, business, read.mail, raw, io.now());
        io.stdout.write(`${business}\t${result}\n`);
      }
      return EXIT.ok;
    } catch (error) {
      if (!isDatabaseBusy(error)) throw error;
      complain(io, options, 'the database is busy; whoever hands this over tries again');
      return EXIT.busy;
    }
  });
}

/** Null when it is more than is taken; all of it is read, for an MTA that cannot write it to the end complains of that. */
async function everything({ stdin }: Io): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    size += chunk.length;
    if (size <= LARGEST_MAIL) chunks.push(chunk);
  }
  return size > LARGEST_MAIL ? null : Buffer.concat(chunks);
}
