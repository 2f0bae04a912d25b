/** Who has made an appointment. */
import type { Rule } from './rule.ts';

export const BOOKED: readonly Rule[] = [
  {
    id: 'booked/says-so',
    meaning: 'booked',
    languages: ['en'],
    says: `
      confirmed me/us ~3 | squeezed/fit/fitted/penciled/slotted/got/signed me/us in ~3 |
      somebody/someone/named/they/she/he/receptionist/lady/desk/office ~3
      squeezed/fit/penciled/slotted/confirmed/booked/scheduled me/us ~3 |
      finished/completed/filled_out/filled_in/did/used/submitted ~3
      scheduler/booking/calendar/booking_page/booking_form | got/have/received ~2 confirmation ~3 |
      ended ~3 thank_you_page ~2 | confirmation number/code/email/text ~2 | < ~2
      picked/took/grabbed/snagged/reserved/chose/got/claimed/selected ~2 the ~2 {day} ~2 | < ~1
      reserved/picked/grabbed/snagged/claimed ~5 {slot}/{day} | got/took/picked/chose the ~3 {slot} |
      picked/took/grabbed/snagged/reserved/chose {weekday} ~3 | !{asking}/you/can/could/would/just
      put/puts/got/has/fit me/us/him/her in/down for ~2 {day} ~1 | im/i_am/were/we_are/we/i in/down/on
      for ~1 {day} ~1 | you are ~1 scheduled/booked/confirmed ~2 |
      calendar/link/system/site/scheduler/app/page/it ~3 took/accepted/confirmed/lets me/us/my ~2 |
      named/called ~2 confirmed me/us ~3 | < ~2 reserved > | got ~2 link ~1 and ~3
      signed/booked/scheduled/picked/chose ~3 | signed up for ~3 {slot} ~3 | {slot} ~1 is ~1 already?
      set/made/booked/scheduled ~2 | they/she/he/lady/girl/receptionist/office ~3 gave me the ~6 | i
      scheduled it/one/a/an/my/the ~2 | set ~1 my/the/our ~4 for the/next/this/{day} ~3
      with/through/over/on ~3 | moved me ~6 into/to the ~2 | im confirmed ~2 | so im/were confirmed ~2 |
      confirming ~1 our/my/the ~2 {slot} ~3 | all set ~2 . ~3 used/booked/took/picked/got ~2 |
      finally/it ~1 let me book ~2 | picked/took/grabbed/snagged/reserved ~3 {slot} ~3 | confirmation ~1
      just/came/hit/arrived/is_in ~3 | got/received the/a/your/my confirmation ~2 |
      i/we/just/already/ive/weve signed ~2 up for ~4 | locked/lock in ~5 through/via/with/on ~2 |
      appointment ~6 went through | booking/reservation went through |
      grabbed/snagged/claimed/took/reserved ~4 spot/slot/opening ~1 before ~3 | < ~2 booked > | < ~2
      scheduled > | booked
      it/one/for/a/an/the/my/our/you/online/through/on/with/in/us/me/that/tuesday/monday/wednesday/thursday/friday/saturday/sunday
      ~1 | i/we/ive/weve/just/already/have/finally/got/were/im ~2 booked/scheduled/reserved |
      i/we/ive/weve/just/already/have/finally/went_ahead ~3
      booked/scheduled/reserved/signed_up_for/grabbed/picked/chose/took/snagged/selected/claimed/locked
      ~4
      appointment/appt/slot/spot/time/visit/cleaning/consult/consultation/session/class/estimate/call/tour/it/one/opening
      | made/set/set_up/have/got/confirmed/made_myself ~2 appointment/appt/reservation/booking |
      appointment ~1 is ~1 made/set/booked/confirmed/scheduled |
      grabbed/snagged/picked/claimed/chose/took/locked ~4 spot/slot/time/opening/appointment | got/have
      ~4 reserved/booked/scheduled | on ~2 calendar/books/schedule | in the books | its/it_is on the
      books | confirmed ~2 for/me/my/the/it/with/online/on ~3 | confirming ~2 appointment | confirmed ~3
      link | confirmed > | did the booking ~2 | date chosen | gave me ~4 at ~3 | gave me/us ~6
      over_the_phone | agreed on ~4 | theyve/they/she/he/somebody/someone/receptionist ~3
      got_me/put_me/scheduled_me/booked_me/confirmed_me/fit_me/penciled ~4 | got me in ~2 | called ~5
      and ~3 booked/scheduled/set/made/got | through/used/via ~1 ~1 link ~4 booked/scheduled | used ~1
      link ~6 | done . see you | all booked | its a date | we are/were set for | were all set for | im
      all set for | all set for ~2 | calendar invite/invitation ~3 accepted | accepted ~2 invite |
      already have ~2 appointment | signed up for ~5 slot/class/session/time/spot | registered for ~3 |
      see you ~1 then . booked`,
    unless: `
      {not} ~2 confirmation ~3 | signed ~3 up for ~2 texts/messages/emails/this | {not} ~2
      booked/scheduled | if ~3 booked | havent ~2 | are you ~2 booked | fully booked | is ~4 booked ?? |
      were booked ~3 | be booked | get ~2 booked | booked up | want ~3 booked | can ~4 booked | booked
      ~4 ?? | scheduled ~4 ?? | did ~4 booked | need ~4 appointment | < ~1 cancel ~6 | < i/we/ill/well
      need_to/want_to/have_to/must/need cancel ~4 | < need to cancel ~4 | confirmed ?? | do i have ~4 |
      if i have ~4 | could ~4 appointment | need to reschedule ~2 | reschedule ~5`,
    why: 'Has done it, by the link or by telephone.',
  },
  {
    id: 'ya-agende',
    meaning: 'booked',
    languages: ['es'],
    says: `
      ya ~2
      agende/agendamos/reserve/reservamos/aparte/apartamos/programe/programamos/confirme/confirmamos/saque/sacamos/hice/hicimos/tengo/tenemos/quede/quedamos/me_dieron/me_agendaron/me_anote/pedi
      ~4 | ya ~1 me/nos ~1
      agendo/agendaron/aparto/apartaron/anoto/anotaron/programo/confirmo/confirmaron/reservo ~4 |
      confirmadisim* ~3 | me ~1 anote/apunte/agende/inscribi ~2 en/para/el/a ~3 | quede/quedamos/quedo
      ~1 para/el/con ~1 {day} ~2 | me/nos dio/dieron/agendo/aparto ~2 {day}/cita/turno/hora ~2 |
      hice/hicimos/saque/sacamos/aparte/apartamos/reserve/reservamos/agende/agendamos
      la/mi/una/el/mi_primera ~1 reserva/cita/reservacion/turno/lugar/hora/consulta ~2 | ya quedo ~2 > |
      registramos/registre/apunte/aparte/apartamos la ~2 visita/cita/clase/mesa ~3 | quedo
      apartad*/reservad*/agendad* ~3 | llego ~1 confirmacion ~2 | aparte/reserve/agende/escogi/elegi ~3
      {day} ~2 | plaza/turno/lugar/cupo/espacio/hora/mesa/sesion ~1
      confirmad*/reservad*/apartad*/agendad* ~2 | ya ~1 pique/use/llene/complete/firme ~2
      link/enlace/liga/calendario/formulario_de_citas ~2 | ya ~1 esta/quedo ~1
      hecha/agendada/lista/programada/confirmada ~2 cita ~2 | me/nos toco ~2 a/el/para ~3 | <
      agende/reserve/agendado/agendada/reservado/reservada/confirmado/confirmada/listo/lista ~3 | cita
      ~1 agendada/confirmada/hecha/reservada/concertada/programada | quedo ~2
      agendad*/confirmad*/reservad*/programad* | acabo de ~1
      agendar/reservar/confirmar/apartar/hacer/sacar/programar/pedir ~4 | acabamos de ~1
      agendar/reservar/confirmar/apartar/hacer | he/hemos ~1
      reservado/agendado/confirmado/concertado/pedido ~4 | tengo/tenemos ~1 cita ~4 | concertada la cita
      | hice ~2 reservacion/reserva/cita | saque ~1 cita | me ~1 dieron/agendaron/apartaron/confirmaron
      ~4 | quedamos ~2 el/para/a ~4 | reservado para ~3 | agendado para ~3 | confirmada la cita |
      confirmo ~1 cita ~3 | confirmo ~2 asistencia | nos vemos ~3 ya_agende | hecha la reserva | reserva
      hecha`,
    unless: `
      ya no ~4 | no ~2 agende/reserve/pude | quiero ~2 cita | necesito ~3 |
      quiero/necesito/tengo_que/puedo/favor_de ~1 cancelar ~4 | ^ ~2 listo ?? | no he podido ~3 | ya
      hice ~3 pregunta | tengo cita ?? | lista de ~2 | estoy/estan/esta lista/listo para`,
    why: 'Has done it, by the link or by telephone.',
  },
];
