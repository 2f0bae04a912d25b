/** The first line of everything that sends or shows sends while the outbox carries them. */
export const REHEARSAL = 'Rehearsal: messages become files in .leadseq/outbox; nothing leaves this machine.';
