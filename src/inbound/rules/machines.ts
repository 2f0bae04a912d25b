/** What machines write: absences, bounces and every other automatic answer, by their words, when no header told. */
import type { Rule } from './rule.ts';

export const ABSENCE: readonly Rule[] = [
  {
    id: 'absence/notice',
    meaning: 'out_of_office',
    languages: ['en', 'es'],
    says: `
      out of ~1 office | ooo | oof | out of office | away from ~2 office/desk/email/mail/my_computer |
      on ~2 vacation/leave/holiday/pto/sabbatical/maternity/paternity/honeymoon |
      annual/parental/maternity/paternity/medical/sick/bereavement leave |
      limited/intermittent/no/sporadic/spotty/little ~2
      access/signal/connectivity/service/email/internet | not ~1 checking/reading/monitoring ~2
      email/mail/messages | will ~2 return/be_back/respond_when/reply_when/respond_upon/reply_upon ~3 |
      when i return | upon ~1 return | upon my return | returning
      on/to/in/monday/tuesday/wednesday/thursday/friday/tue/mon/wed/thu/fri ~2 | returning . |
      anticipated return | back ~1 on/in/when/at ~3 | away ~4 until/till/through/from | replies will ~4
      | slow to respond/reply ~2 | normal service ~2 | in surgery ~2 | back to texting/email/work ~2 |
      out of the country ~2 | < ~2 away ~2 | no podre ~3 leer/responder/contestar/atender ~3 | licencia
      por ~2 | de licencia | currently ~1 away/out/traveling/travelling/offline/on |
      im/i_am/ill_be/i_will_be/will_be ~1 away/offline/traveling/travelling/unavailable/out | away until
      | away 1/2/3 ~1 | gone fishin* | closed ~3 until/for/through/thru/reopen* | reopen* | no longer
      work* ~3 | no longer with | stop work ~3 | at sea | in my absence | delegate | retreat |
      recovering from | out today ~3 | for urgent ~5 | in case of emergency ~2 | fuera de ~2 oficina |
      de vacaciones | estoy/estare/me_encuentro/estaremos/estamos ~2
      fuera/ausente/ausentes/de_viaje/de_baja/de_licencia/de_permiso/en_capacitacion/de_vacaciones/cerrado/cerrados
      ~2 | me reincorporo | me incorporo | regreso/vuelvo/regresare/volvere/regresamos/volvemos ~1
      el/a/al ~3 | hasta el ~2 | ausencia | ausente | fuera hasta ~2 | incapacidad medica | no estare
      laborando | sin acceso ~2 | a mi regreso | a la vuelta | acceso limitado ~2 | cerrad* ~4 hasta/por
      | reabrimos ~2 | durante mi ausencia | permiso de maternidad/paternidad | licencia de
      maternidad/paternidad/medica | baja medica/maternal/paternal | mi reemplazo | vacaciones |
      vacation | holiday | maternity | sabbatical | parental | bereavement | jury duty | conference`,
    why: 'Asked of what a machine sent: says that somebody is away.',
  },
  {
    id: 'absence/unmistakable',
    meaning: 'out_of_office',
    languages: ['en', 'es'],
    says: `
      {auto_reply} ~9
      out/away/vacation/closed/return/be_back/back_on/back_in/leave/office/holiday/offline/cerrada/cerrado/fuera/vacaciones/ausente/sea/traveling/unavailable
      | {thanks_for} ~14
      out_of/away/vacation/leave/traveling/fuera_de/vacaciones/returning/ausente/on_leave | {thanks_for}
      ~9 . ~6 out_of/away_from/vacation/on_leave/traveling/currently_out/fuera_de/de_vacaciones/ausente
      | ^ .? ~6 out of ~1 office ~8
      return/back/respond/until/through/contact/access/returning/reply/from/no/with | ^ .? ~6 out of ~1
      office ~8 . ~6 return/back/respond/until/urgent/contact/access/reach/returning/reply/will |
      goes/sent to everyone who ~3 | licencia por maternidad/paternidad/enfermedad | ooo > | ^ ~1 ooo ~1
      | ooo until/till/thru/through/from/back ~2 | limited access to ~2 | no access to ~1 email ~5 |
      respond/reply/answer ~3 when/upon/once i ~1 return*/get_back/am_back/im_back | upon my return | <
      ~1 estoy/estare/me_encuentro ~2 fuera de ~2 oficina | respondere ~4 regreso/vuelta/vuelva/regrese
      | estare/estoy ~2 de vacaciones ~3 hasta/regreso/vuelvo/del ~3 | oficina ~2 cerrada ~9 | a mi
      regreso | during ~2 absence contact | in my absence`,
    unless: `
      i will be out of office so ~4 | can ~6 instead`,
    why: 'No person writes so, whatever the headers say.',
  },
];

/** What nobody writes of himself; asked before anything is taken for leaving, because footers speak of it. */
export const SELF_DESCRIBED: readonly Rule[] = [
  {
    id: 'automatic/unmistakable',
    meaning: 'automatic',
    languages: ['en', 'es'],
    says: `
      this is ~2 automated/automatic | automated response/reply/concierge/assistant/attendant |
      automatic message/response/reply/note | automatically generated | is ~1 not monitored | not a
      monitored | unmonitored | unattended mailbox | do not reply to this message/email/text | activado
      ~2 no molestar | modo no molestar | no molestar ~2 activad* | notifications silenced | not
      receiving notifications | do not disturb while driving | {thanks_for} ~9 will ~4
      get_back/respond/reply/be_in_touch/shortly/soon | {thanks_for} ~9 . ~9 will ~5
      back/respond/reply/touch/shortly | {thanks_for} ~2
      contacting/calling/texting/reaching/messaging/your_message/your_email ~9 . ~9
      has_been_received/received/reply/press/type | msg ~1 data rates | message and data rates | message
      blocking ~2 | free msg | freemsg | reply stop to ~3 | reply help for ~2 | text stop to ~3 | ticket
      number | your ~1 ticket ~6 | case number | your ~2 request ~2 has been | verification code |
      mensaje/respuesta automatic* | no responda a este ~1 | hemos recibido su ~1 | le responderemos ~2
      | nos pondremos en contacto | reservations are ~4 | you are receiving this ~3 | you have been ~1
      subscribed | youve been ~1 unsubscribed | you have ~1 been unsubscribed | network msgs ~9 | which
      blocks ~3 | you/number will/can no_longer/not/no_more receive ~4 | no further/more messages will
      ~3 | reply start/yes/help/info/unstop/1/y/c to/for ~2 | text start to ~2 | has been unsubscribed |
      successfully unsubscribed | view ~1 in ~1 browser | update your profile | your unsubscribe request
      | unsubscribe request ~2 received/processed | we have/weve ~1 removed you | request to ~2 has been
      | you wont receive ~2 | received this message/email because ~4 | because you ~2
      subscribed/signed_up ~3 | stop receiving emails from it | to post to this ~2 | subscription ~3
      confirmed/cancelled/canceled | can only receive calls | not delivered to ~2 | to unsubscribe from
      this group and`,
    unless: `
      who/what/why ~3 automated | stop ~5 automated | automated ?? | you say ~6 | replying stop ~2 |
      your unsubscribe | survey my/the/our/a ~2 | land survey | property survey | i/ive/my/im ~8 reply
      stop to | do/should/can/if/must i ~3 reply/text stop | told ~3 reply/text stop`,
    why: 'A machine says what it is, or speaks of a list as only machines do.',
  },
];

export const AUTOMATIC: readonly Rule[] = [
  {
    id: 'automatic/says-so',
    meaning: 'automatic',
    languages: ['en'],
    says: `
      auto msg/message ~2 | message/msg from ~1 carrier ~2 | recipients ~1 inbox/mailbox ~2 full | your
      text/message will be ~1 held/delivered/retried ~3 | ^ .? bot . ~9 | didnt catch that ~2 | menu
      choice/option/choices ~2 | respond/answer/reply ~2 with the number ~3 | {auto_reply} | auto reply
      | autoreply | auto response | autoresponse | autoresponder | ^ .? auto > | this is ~3 automated ~1
      | automated ~2 message/response/reply/concierge/system/assistant/text/notification | automatically
      generated | automatically sent | automatic message/response/reply/note | do not reply to this |
      dont reply to this message/email | please do not reply | not monitored | unmonitored | is not a
      monitored | unattended | do not disturb while driving | do not disturb ~1 on | driving focus |
      focus ~3 notifications | notifications silenced | notify anyway | not receiving notifications |
      reply urgent ~4 | sent from my car | android auto | im driving ~2 ill/and/right_now ~6 | i am
      driving ~6 | ticket ~4 created/received/opened/closed/number/assigned | case ~4
      created/received/opened | your request ~6 received/logged/submitted | request number ~3 | support
      ticket | has been received | we have received your ~4 | weve received your | we received your
      message/request/inquiry/email/text ~3 | we got your email/message/text | {thanks_for} ~9 will ~4
      back/respond/reply/touch/shortly/soon/contact/assist/follow/call ~2 | {thanks_for} ~9 . ~9 will ~5
      back/respond/reply/touch/shortly/soon/contact/assist/follow/call | {thanks_for} ~9 . ~6 get back
      to you ~3 | {thanks_for} ~9 . ~8 hours/business_hours/closed/open/urgent/emergency/911/dial ~3 |
      {thanks_for} ~9 . ~3 reply/text/press/type ~5 | our ~1 business/office hours ~3 | we are
      currently/now closed ~3 | outside ~3 business hours | after hours | a member of our team ~4 | a
      representative will ~3 | someone from our team ~3 | one of our ~3 will ~4 | you have/youve reached
      ~4 bot/line/office/voicemail/automated/assistant ~3 | youve reached | virtual assistant | chatbot
      | press 1 ~3 | type/reply/press 1 for ~4 | reply with 1 | reply y to confirm | message blocking ~3
      | free msg ~4 | freemsg ~3 | msg data rates ~2 | message and data rates ~2 | verification code |
      voicemail transcription ~3 | voice message/mail from ~3 | new voicemail ~3 | transcript* ~3
      voicemail/message | missed call from | unable to receive ~3 messages | cannot receive ~2 messages
      | not accepting messages | does not accept text* | landline ~4 cannot/cant/unable/not/message* |
      voicemail from ~6 . ~6 | too short to transcribe | carrier app ~3 | number ~3 not in service |
      service ~2 denied | your message was ~2 read/deleted | was read on | read receipt | was deleted
      without ~3 | delivery ~3 delayed | has been delayed | still ~2 being retried | will be retried |
      warning only | awaits moderator | held until ~3 moderator | mailing list | has accepted ~3
      invitation | sorry . i cant talk right now | ill call you back later sent | auto text | away
      message`,
    unless: `
      dialed wrong | on ~3 landline | my/our ~1 landline ~3 | i have received ~1 your | on ~3 mailing
      list | did you ~3 | youve/have reached ~5 wrong ~2 | reached someone/somebody/the_wrong ~2 | have
      a landline | its a landline | after hours ~4 ?? | {dont} do_not_disturb | voicemail from you |
      missed call from you`,
    why: 'A machine says what it is.',
  },
  {
    id: 'automatico/lo-dice',
    meaning: 'automatic',
    languages: ['es'],
    says: `
      notificaciones ~2 silenciad* | modo ~2 concentracion/conduccion/manejo/no_molestar/descanso |
      {auto_reply} | mensaje/respuesta/correo/contestador ~1 automatic* | automaticamente | no responda
      a este ~2 | no responder a este ~2 | favor de no responder ~2 | gracias por ~2
      contactar*/comunicar*/escribir*/llamar*/su_mensaje/su_interes/tu_mensaje ~14 | hemos recibido
      su/tu ~3 | recibimos su/tu ~3 | su mensaje ha sido ~2 | su solicitud ~3 recibida/registrada ~2 |
      acuse de recibo | se acusa recibo ~2 | confirmacion de lectura | en breve ~6 | a la brevedad ~4 |
      le responderemos ~3 | nos pondremos en contacto ~3 | nos comunicaremos ~3 | uno de nuestros ~5 |
      nuestro horario ~3 | horario de atencion ~3 | fuera de horario | folio ~2 | ticket ~3 | numero de
      caso ~3 | estoy ~1 conduciendo/manejando ~6 | no molestar ~3 activad* | en este momento no ~2
      podemos/puedo ~2 contestar/atender* ~4 | en este momento no me encuentro | buzon ~3 | asistente
      virtual | marque/oprima/presione 1 ~2 | escriba/responda 1 ~2 | mensaje de su operadora | fuera de
      cobertura | telefono apagado | codigo de verificacion | entrega ~2 demora*/retras* ~3`,
    unless: `
      gracias por ~4 . quiero ~3 | gracias por ~3 pero ~4 | gracias por escribir* . ~2 si ~3 | gracias
      por ~2 llamarme ~3 | gracias por comunicarse pero | al rato ~2 | no ~1 recibimos | ya recibimos ~4`,
    why: 'A machine says what it is.',
  },
];

export const MACHINE_WORDS = {
  auto_reply: `
    automatic_reply auto_reply autoreply automatic_response auto_response automated_response
    automated_reply respuesta_automatica mensaje_automatico contestacion_automatica auto_responder
    autoresponder auto respuesta_automatizada`,
  thanks_for: `
    thank_you_for thanks_for thank_you_so_much_for gracias_por`,
} as const;
