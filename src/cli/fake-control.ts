/** Tells a running `seq dev twilio` what to do, over the address that it keeps for that. */
import { fail, ok, type Result } from '../domain/result.ts';
import { EXIT, type ExitCode, type GlobalOptions, type Io } from './io.ts';
import { complain } from './problems.ts';

type Answer = Readonly<Record<string, unknown>>;

/** The answer, or the exit code after saying why there is none. */
export async function tellFake(
  io: Io,
  options: GlobalOptions,
  port: number,
  path: string,
  wish: object,
): Promise<Result<Answer, ExitCode>> {
  let response: Response;
  try {
    response = await fetch(`http://127.0.0.1:${port}/__fake/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wish),
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    complain(
      io,
      options,
      `no dev twilio answers on port ${port} of this machine`,
      `Start it in another terminal: ${io.name} dev twilio. Another port than 4010 is named with --port.`,
    );
    return fail(EXIT.configuration);
  }
  const answer = await jsonOf(response);
  if (answer === null) {
    complain(io, options, `what listens on port ${port} is no dev twilio`, 'Name its port with --port.');
    return fail(EXIT.configuration);
  }
  if (response.ok) return ok(answer);
  complain(io, options, String(answer.message));
  return fail(EXIT.usage);
}

async function jsonOf(response: Response): Promise<Answer | null> {
  try {
    const value: unknown = JSON.parse(await response.text());
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
