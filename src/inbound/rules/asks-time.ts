/** Who names a time for a call or a visit, or asks to be called. */
import type { Rule } from './rule.ts';

/** Fit by themselves. */
export const ASKS_FOR_CALL: readonly Rule[] = [
  {
    id: 'time/call-me',
    meaning: 'asked_for_time',
    languages: ['en'],
    says: `
      call/phone/ring/dial/facetime me/us ~1 | give me/us a ~1 call/ring/buzz/shout |
      can/could/will/would/have/please/need/want/get ~2
      you/u/someone/somebody/anyone/they/him/her/him/agent/doctor ~2 to? call/phone | someone/somebody
      ~3 call me/us | needs to call | want/like/need/prefer ~2 a ~1 call | free/available
      now/right_now/today/rn ~4 | be down in ~3 | have ~1 time for ~5 | call ~1 please | please call |
      call back please | a callback | im free to talk ~2 | can ~1 talk now/today/tomorrow ~1 | free to
      talk | available to talk | ill call you ~3 | call asap`,
    unless: `
      dont/never/not/didnt/hasnt/havent ~2 call | why ~3 call | who ~2 call | did ~3 call | you call me
      ~2 yesterday | call me ~1 crazy/old | should i ~1 call | do i ~2 call | going to call me | who
      should ~3 | called me | they call me`,
    why: 'Asks for a call.',
  },
  {
    id: 'time/some-time',
    meaning: 'asked_for_time',
    languages: ['en'],
    says: `
      ill/i_will/i_can/i_could/we_can/well/gonna/going_to/im_going_to/may/might/let_me/could_i/can_i/can_you/could_you/he_can/she_can
      ~1 stop/come/swing/drop/run/pop/head/be ~1 by/over/there/in/down/around ~3 |
      swing/drop/stop/come/pop by ~1
      after/before/around/on/tomorrow/today/this/next/when/sometime/at/tonight/in/anytime/later | any
      time ~1
      after/before/between/on/next/this/works/is/monday/tuesday/wednesday/thursday/friday/saturday/sunday/today/tomorrow
      | anytime ~4 | whenever ~1 works/you/suits/they/is_good/is_best/is_convenient | after/before
      work/school/lunch/dinner/thanksgiving/christmas/church/hours/practice/the_holiday/the_game/my_shift/i_get_off
      ~2 | when my shift ends | in/this/tomorrow/any/most/weekday/late/early/mid ~1
      morning/mornings/afternoon/afternoons/evening/evenings |
      mornings/afternoons/evenings/weekdays/weekends/weekend/mondays/tuesdays/wednesdays/thursdays/fridays/saturdays
      ~2 work/works/are/is/r/only/best/better/good/please/preferred/ok/fine ~1 | <
      mornings/afternoons/evenings/weekdays/weekends/nights ~2 > | i/we could/can do ~4 any_day/{day} ~3
      | first thing ~3 | end of the week/month/day | beginning of ~2 week/month | early/late
      next_week/this_week/in_the_week | next week ~1 works/is/would/please/sometime | either of these .
      ~4 | sometime ~1 next/this/tomorrow/before/after/in/around | tonight | lunch is ~4 | my lunch ~4 |
      my day off ~3 | on my lunch ~2 | do four/five/six/three/two/one/ten/eleven/noon/nine/eight | make
      it at ~1 | a week from ~1 | after thanksgiving | around lunch | lunch time | lunchtime | right now
      ?? | on my way | be there ~1 in ~3 | over the weekend | half an hour | in an hour`,
    unless: `
      cant/cannot/not/couldnt/wont ~3 tonight/today ~1 | this/yesterday morning ~2 i/it/we/my | last ~3
      | paperwork ~9 | docusign ~5 | consider it ~2 yes | read/look/see ~2 tonight ~1 | will ~1 read ~2
      | be in touch | back to you ~2 by ~5 | {not} unsubscribe ~3 | good morning/afternoon/evening ~1 |
      since ~1
      last/this_morning/yesterday/early/monday/tuesday/wednesday/thursday/friday/saturday/sunday ~2 |
      every morning/night | hurts ~4 | when i ~6 morning | is anytime fitness`,
    why: 'Says when, without a day or an hour.',
  },
  {
    id: 'hora/llameme',
    meaning: 'asked_for_time',
    languages: ['es'],
    says: `
      llameme/llamame/llamenme/llamadme/marqueme/marcame/marquenme/hableme/hablame/telefoneeme ~3 |
      me/nos ~1 puede/pueden/podria/podrian/puedes/podrias ~1 llamar/marcar/hablar/devolver ~3 |
      puede/pueden/podria/podrian/puedes ~1 llamarme/marcarme/hablarme/llamarnos/devolverme ~3 | me ~1
      llame/llamen/llamas/marque/marca/marcan/marquen ~3 | que ~1 me ~1
      llamen/llame/marquen/marque/hable ~2 | una llamada ~3 | espero ~1 llamada | por la/las
      tarde/tardes/manana/mananas/noche/noches ~2 | en la tarde/manana/noche/tardes/mananas/noches ~2 |
      a cualquier hora | cualquier dia ~2 | bajo/llego/salgo/voy/paso/estoy_ahi ~1 en ~3
      minutos/minutitos/min/rato/ratito/hora/horas | ya voy ~1 | voy en camino | en camino | cuando
      salga/salgo ~4 | salgo ~1 a ~4 | despues de/del ~1 trabajo/misa/clases/las/comer/puente/escuela ~3
      | antes de ~1 las/mediodia/comer ~3 | paso ~2
      mas_tarde/manana/hoy/a_las/al_rato/el/en/por_la_tarde/despues/por_ahi ~3 | al rato ~2 | mas tarde
      ~1 | fines de semana | entre semana | el fin de semana ~1 | ahorita ~2 | en un rato ~1 | los ~1
      lunes/martes/miercoles/jueves/viernes/sabados/domingos ~3 | la proxima semana ~2 | la semana que
      viene/entra ~1 | el mes que viene ~1 puedo | tempran*`,
    unless: `
      no ~2 llame/llamen/marque | por que ~3 llam* | buenas tardes ~1 | no puedo ahorita | ahorita no ~2
      | ahorita ando ~2 | gracias ~3 llam* | hacen/trabajan/abren/atienden ~4
      domingos/sabados/fines_de_semana/entre_semana ~3 | a que hora ~5 | desde ~4 | ayer ~4 | anoche ~3
      | quien me ~4 | lo leo ~2 | luego ~1 le ~1 aviso | en cuanto ~3 le aviso | mas tarde ~2 aviso`,
    why: 'Asks for a call, or says when without a day.',
  },
];

/** With a time in the text, that it is one for a call or a visit. */
export const WITH_TIME: readonly Rule[] = [
  {
    id: 'time/named',
    meaning: 'asked_for_time',
    languages: ['en', 'es'],
    says: `
      can/could/either/next/put/may/might/will/would/works/work/free/available/come/call/talk/good/best/better/prefer/preferred/fine/ok/okay/perfect/ideal/be_there/there/stop/swing/visit/see/meet/open/possible/chance/any/anything/about/anytime/sometime/lets/do/does/fit/squeeze/schedule/reschedule/book/move/home/off/around/try/want/need/like/say/maybe/please/yes/sure/only/time/appointment/slot/earliest/soonest/able/after/before/between/how/then/instead/great/shall/should/ready/arrive/reach/ill/id/drop/bring/come_in/well/til/until/there/morning/afternoon/evening/today/tomorrow/noon
      |
      puedo/puede/pueden/podemos/podria/podrian/puedes/bien/mejor/perfecto/estare/estoy/estaria/estamos/libre/disponible/paso/pasamos/pasar/voy/vamos/venga/vengan/ven/cita/agendar/cualquiera/marque/marca/llame/llamar/hora/queda/parece/seria/tal/conviene/si/para/quiero/quisiera/hay/tiene/tienen/salgo/llego/a_las/cualquier/por_la/en_la/despues/antes/entre/hoy/manana/despuesito/va/nos_vemos/vernos/ver/verlo/temprano/tempra/cambiar`,
    unless: `
      since ~5 | < {asking}? hacen/trabajan/abren/atienden/dan/dan_clases ~3 los/domingos/sabados/fines
      ~3 | pull/back/drop out ~2 ~3 session/appointment/class/meeting/game | last
      night/week/month/year/monday/tuesday/wednesday/thursday/friday/saturday/sunday/time ~1 | ago |
      date of ~4 | was/were/been/had ~3 on/at/in ~3 | by the end | moving ~4 | paperwork ~9 | contract
      ~9 | our/my/your acceptance ~6 | your offer ~4 | donde ~1 pago ~6 | unsubscribe ~9 | quiero
      empezar ~3 | my ~2 birthday ~2 | born ~3 | desde ~4 | ayer | anoche | pasado viernes/lunes | hace
      ~4 | nacio ~3 | whose ~4 | what ~2 time ~6 close/open/start/end | are you ~2 open ~6 | abren ~5 |
      que hora ~4 | out of town ~6 | still ~4 until | pensando ~2 | lo pienso ~2 | at work ~3 | busy ~4
      | thank ~2 for ~4 | gave/give ~3 at | loss oct`,
    why: 'Names a time with words of a visit or a call around it.',
  },
];
