/** Lines that somebody types one after the other; what was typed ahead waits for its question. */

export interface TypedLines {
  /** Null once the input has ended. */
  readonly next: () => Promise<string | null>;
  /** Lets the input go; without it the process waits for more. */
  readonly close: () => Promise<void>;
}

export function typedLines(input: AsyncIterable<Uint8Array>): TypedLines {
  const decoder = new TextDecoder();
  const bytes = input[Symbol.asyncIterator]();
  let text = '';
  let ended = false;
  return {
    next: async () => {
      for (;;) {
        const end = text.indexOf('\n');
        if (end >= 0) {
          const line = text.slice(0, end).replace(/\r$/, '');
          text = text.slice(end + 1);
          return line;
        }
        if (ended) {
          const rest = text;
          text = '';
          return rest === '' ? null : rest;
        }
        const more = await bytes.next();
        if (more.done === true) ended = true;
        else text += decoder.decode(more.value, { stream: true });
      }
    },
    close: async () => {
      ended = true;
      await bytes.return?.();
    },
  };
}
