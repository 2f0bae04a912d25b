/** A live provider lacks something: thrown before anything is sent, told in one piece with every gap. */
export class NotReady extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotReady';
  }
}
