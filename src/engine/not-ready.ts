/** A live provider lacks something: thrown before anything is sent, told in one piece with every gap. */
export class NotReady extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
    this.name = 'NotReady';
  }
}
