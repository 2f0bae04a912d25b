/** How a touch reaches a person, or the CRM. */

/** `call` is a task for a person; `move` changes a stage or hands over; both stay on this machine. */
export type Channel = 'sms' | 'email' | 'call' | 'move';

/** The channels that put something on the wire. */
export type WireChannel = 'sms' | 'email';

export const CHANNELS: readonly Channel[] = ['sms', 'email', 'call', 'move'];
