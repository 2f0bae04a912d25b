/** What mail systems write of mail that did not arrive, and of mail that is late. */
import type { Rule } from './rule.ts';

export const BOUNCED: readonly Rule[] = [
  {
    id: 'bounce/words',
    meaning: 'bounce',
    languages: ['en', 'es'],
    says: `
      ^ ~3 undeliverable/undelivered ~3 | ^ ~3 returned mail | ^ ~2 mail delivery failed ~2 | ^ ~2
      delivery ~2 failure | ^ ~2 failure notice | ^ ~3 delivery status notification | ^ ~4 could not be
      delivered | ^ ~2 mail delivery subsystem | ^ ~2 mail system error | ^ ~6 blocked by our ~2 | not
      been delivered | couldnt be delivered | could not be delivered | was not delivered | wasnt
      delivered | unable to deliver ~3 | could not deliver ~3 | address not found | recipient address
      rejected | user unknown | no such user | mailbox unavailable | mailbox ~1 disabled | mailbox full
      | inbox is full | mailbox is full | over quota | permanent error | permanently rejected | address
      rejected | delivery to ~5 failed | delivery has failed ~3 | message blocked | host or domain name
      not found | wasnt found at | does not exist ~4 550 | failed recipient | correo no entregado | no
      se pudo entregar ~2 | no ha podido entregar ~2 | no ha podido ser entregado | no pudo ser
      entregado | no se ha podido entregar | error permanente ~2 | no se entrego ~2 | destinatario
      desconocido | usuario desconocido | buzon lleno | direccion ~2 no existe | devuelto al remitente |
      mensaje no entregado | fallo ~2 entrega | entrega fallida`,
    unless: `
      my package ~5 | the ~3 package`,
    why: 'Nobody but a mail system writes so.',
  },
];

export const DELAYED: readonly Rule[] = [
  {
    id: 'automatic/delayed',
    meaning: 'automatic',
    languages: ['en', 'es'],
    says: `
      delayed mail | delivery incomplete | will stop trying | temporary problem ~3 | delivery ~2 delay |
      delivery ~2 delayed | has been delayed | will be retried | still being retried | will continue ~2
      try* | will keep trying | continue to try | do not need to resend | temporary problem ~3 will |
      still trying | not yet been delivered | no need to resend | se seguira intentando | seguiremos
      intentando | seguira intentandolo | se reintentara | entrega ~2 retrasada | demorado | retraso en
      la entrega | warning only | message is delayed | delayed ~1 | retrasado | action delayed`,
    why: 'It may still arrive.',
  },
];
