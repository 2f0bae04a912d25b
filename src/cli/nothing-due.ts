/** What a tick says when there is nothing to do; the launcher says it too, before anything else is loaded. */
export const NOTHING_DUE = 'Nothing is due now.';
