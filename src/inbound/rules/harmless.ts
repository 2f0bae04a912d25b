/** Words that look like leaving and are not: they are taken out before anything is read as an opt-out. */
import type { Harmless } from './rule.ts';

export const HARMLESS: readonly Harmless[] = [
  {
    id: 'unless-you-stop',
    languages: ['en'],
    says: `
      if/unless you/u/yall/this {dont}? stop | if you wont stop | why wont you stop | do you ever
      stop/quit | dont you ever stop/quit | when will you stop | you/yall wont/cant stop | will/would/do
      you/u ~2 ever stop/quit | will/does/is this/these/it ~1 ever ~2 stop/end |
      typed/texted/sent/replied/wrote/responded ~1 stop | cancel/end/stop/turn_off/remove ~2
      appointment/appt ~1 {messages} | {dont} call/ring/phone ~1 .? ~1 {dont} ~1 {write} | you/yall
      never stop/quit | why ~1 dont/didnt/wont/cant you ~1 stop | if/unless you/u ~1 {dont} ~2
      remove/unsubscribe/delete/take | why ~1 didnt/dont you ~1 remove/unsubscribe/delete/take`,
    as: 'please stop it',
    why: '“If you don’t stop, I will report you” asks for an end, and holds “don’t stop”.',
  },
  {
    id: 'keep-on',
    languages: ['en'],
    says: `
      dont/never stop ~1 {writing} | dont/never/not/didnt stop | do/did/does/would not ~2 stop | no need
      to stop | no reason to stop | dont ~2 want ~1 you to stop | didnt ask you to stop | why did/have
      you/u/they/yall ~1 stop | did you/u/yall/they stop | not asking you to stop |
      accidentally/mistakenly ~3 unsubscribe/stop/opt_out | ~3 unsubscribe/stop ~3 by/on
      accident/mistake | keep/not ~2 from stopping | hope you dont stop | please dont
      remove/unsubscribe/stop/take ~1 | dont take me off | dont lose my number | dont/do_not ~1 lose ~2
      {mine} | dont/do_not unsubscribe/remove/opt_out ~1 | didnt mean/want/intend/ask to
      unsubscribe/opt_out | dont want to unsubscribe/opt_out | did i accidentally/somehow ~1 unsubscribe`,
    why: 'Asks for more messages, or says that an opt-out was none.',
  },
  {
    id: 'stop-others',
    languages: ['en'],
    says: `
      neighbor/neighbors/neighbour/ex/landlord/collectors/collector/creditors/creditor/lenders/bank/irs/boss/coworker/tenant/tenants/stalker/kids
      ~1 to stop/quit ~3 | neighbor/ex/landlord/collectors/creditors/boss/coworker/tenant/stalker ~1
      harassing/bothering/calling/texting ~2 | made you stop/quit ~2 |
      want/like/need/trying/possible/can_i/could_i/can_we/how_to/if_i to? sue/report/block/file ~2
      a/my/the/an/him/her !{ours} ~6 | filed/file/filing ~2 complaint against/about
      the/a/my/another/an/other ~4 | keep/keeps/kept/keeping/started ~2 stopping/stopped/quitting | how
      ~3 stop my/our/his/her/the/its ~1 from ~1 | is/was this/that/it ~1 spam ?? | < ~2 spam ??`,
    why: 'Somebody else is to stop, which is what he asks our help with.',
  },
  {
    id: 'cannot-stop',
    languages: ['en'],
    says: `
      the/that/my/our/his/her/a/its/their/el !{ours} !{ours}? !{ours}?
      stop/stops/stopped/stopping/end/ends/ended/quit/quits | the/that/my/our/his/her/a/its/their
      !{ours} !{ours}? needs_to/has_to/have_to/to/must/wont/should/ever/just stop/quit/end | !{ours}
      keeps/kept/just/has/had ~1 stopping/stopped |
      doctor/dr/dentist/vet/surgeon/nurse/pharmacist/therapist/inspector/city ~3 told/said/asked/wants
      ~2 to stop ~2 | cant/cannot/couldnt/wont/will_not/doesnt/wouldnt/not stop ~2 | never/hardly stop
      ~1`,
    why: '“Can’t stop thinking about it”; “the leak won’t stop”.',
  },
  {
    id: 'stop-by',
    languages: ['en'],
    says: `
      stop by/over/off/through/past/into/down/around/inside/outside/there/up | stop in | stop at ~1 |
      stop for a/some/an/the/lunch/gas/coffee/dinner/food/groceries/breakfast | stop on my/the/our |
      stop and see/look/chat/talk/get/grab/check/pick/say/think/eat/smell/go/visit/measure/listen/ask |
      stop to see/look/pick/drop/get/check/grab/eat/talk/chat/think/visit | !{messages}/this/these stop
      tomorrow/today/tonight/later/after/before/between/next/monday/tuesday/wednesday/thursday/friday/saturday/sunday
      | ill/could/may/might/gonna/lets/id/well/should/she/he stop |
      i/we/he/she/they/someone/somebody/nothing/anything/anyone/husband/wife/son/daughter/guy/mom/dad/brother
      will/can/could/may/might/should/would/usually ~1 stop`,
    why: 'Comes round.',
  },
  {
    id: 'a-stop',
    languages: ['en'],
    says: `
      bus/next/pit/truck/rest/last/first/quick/short/full/non/train/metro/trolley/door/each/every/subway/light_rail
      stop | one stop shop* | non stop | stop
      sign/light/lights/shop/watch/motion/work/loss/payment/order/valve | stop and go |
      will/does/would/did/do/can/made/makes the/it/this/that/my/our ~3 stop`,
    why: 'A stop is also a place and a sign.',
  },
  {
    id: 'stop-a-thing',
    languages: ['en'],
    says: `
      a stop everything ~1 | stop everything .? i ~1 want/love/need/found/just | stop
      the/a/my/it/him/her/our/his/their/any/that/all
      leak*/bleed*/drip*/snor*/bark*/grind*/rain*/water*/flood*/pain/ache/itch*/noise/squeak*/mold/rot/smell/mosquito*/bug/bugs/rodent*/pest/pests/mice/rats/ants/termite*/foreclosure/garnish*/evict*/divorce/deport*/creditor*/repossess*/process/damage/drain*/hair/spread*/meds/medication/toilet/kids/dog/cat/draft/running/cycle/clock/bleeding/weeds
      | stop
      leak*/bleed*/drip*/snor*/bark*/grind*/work*/rain*/smok*/drink*/pay*/tak*/us*/eat*/runn*/going/coming/clog*/los*/watch*/wear*/foreclosure/garnish*/evict*/deport*/mid*/short/cold/think*/biting/vaping/making/doing/buying/worrying/shaking/driving/playing/laughing/crying/smiling/talking/growing/feeding/washing/vacuuming/walking/looking/putting/being/having/chewing/brushing/hurting/procrastinating/renting
      | stop it/him/her/them from | stop ~2 from
      leaking/running/barking/chewing/getting/coming/growing/spreading/snoring/dripping/flooding | told
      me to stop taking/using/smoking/eating | have to stop taking`,
    why: 'Stops a leak, or smoking, and no message.',
  },
  {
    id: 'how-to-opt-out',
    languages: ['en'],
    says: `
      !{messages} !{messages}? off switch/button on/for/of the/a/my !{messages} | switch/button on/for
      the/my furnace/heater/ac/unit/pump/tank/water/pool | supposed/meant/trying/meaning to
      say/type/write/be ~4 | autocorrect* ~3 | i/we/you/they/he/she/usually/always stop
      !{writing}/it/this/that/these ~2 | nonstop ~1 | shut up and ~3 |
      take/took/moved/move/bumped/pulled/got me/us/him/her off ~2 wait/waiting/standby ~1 | off ~2
      wait/waiting/standby ~1 list | unsubscribe from my ~4 company/provider/service/old ~1 |
      they/it/ants/mice/roaches/bugs/rats/kids/dogs/neighbors never quit/stop/end |
      reply/text/send/respond/type/txt/say/answer ~3 stop/quit/end/cancel/unsubscribe
      to/2/if/at/anytime/for ~4 | stop to opt_out/end/cancel/unsubscribe/quit/stop ~1 | click/tap/press
      here to unsubscribe/opt_out/stop ~2 | unsubscribe
      here/below/at_any_time/anytime/in_settings/manage* | reply stop to ~4 | if you no longer wish to
      ~6 | manage preferences | to unsubscribe/opt_out ~1 click/reply/text/visit/press/tap ~3`,
    why: 'Says how one would leave, as every business’s footer does.',
  },
  {
    id: 'cancel-a-thing',
    languages: ['en'],
    says: `
      cancel/cancels/canceling/end/ends ~2
      appointment/appt/appts/appointments/meeting/visit/cleaning/booking/reservation/consult/consultation/order/estimate/slot/session/class/membership/policy/plan/lease/insurance/contract/flight/trip/time/date/surgery/procedure/tour/showing/hold/application/check/party/wedding/move/service_call/monday/tuesday/wednesday/thursday/friday/saturday/sunday/today/tomorrow/tonight/fee/one/job/work/installation/delivery/rental/exam/test/lesson/lessons/interview/demo/card/account_with/spot
      | end/ends of/up/in/on/at/by/soon/early/next/dec/tomorrow |
      the/by/at/week/months/years/days/back/deep/low/high/front/dead/tail/other/open/rear/west/east/north/south
      end | does/do/did/will/when/until/till/before ~4 end/ends | end table/unit/date/time/result`,
    why: 'Calls off an appointment, or names when something ends.',
  },
  {
    id: 'quit-a-thing',
    languages: ['en'],
    says: `
      quit
      my/our/his/her/their/smoking/drinking/working/on/a/vaping/at/looking/playing/coming/heating/cooling/running/taking/eating/biting/dancing/wearing/going/chewing/starting
      ~1 | !{ours} to quit |
      i/we/he/she/they/it/just/ac/heater/car/furnace/husband/wife/son/daughter/cousin/brother/recently/who/unit/motor/pump/fridge/washer/dryer/battery/ever
      quit`,
    why: 'Quits a job or a habit; a machine that quit is why somebody writes.',
  },
  {
    id: 'remove-a-thing',
    languages: ['en'],
    says: `
      remove/delete/take/get/pull/clear/strip/drop/scrap/cut/discard/block ~2
      tree/trees/stump/stumps/filter/wallpaper/carpet/carpets/tooth/teeth/stain/stains/mold/popcorn/wall/walls/paint/tile/tiles/snow/junk/debris/tattoo/mole/wart/old/furniture/roof/shingles/asbestos/paneling/cabinets/drywall/bush/bushes/leaves/limbs/branches/pool/deck/fence/braces/line_item/wisdom/root/roots/gum/ink/pet/hair/scratch/scratches/dent/graffiti/wasp*/bee/bees/hive/nest/sink/tub/toilet/shower/stitches/crown/implant/appliance/couch
      off_the_list/off_my_list/off_that_list? | take/remove me/us/my/it ~2 off/from ~2
      schedule/calendar/waitlist/waiting_list/books_for/wait_list/credit/loan/lease/title/account_and/deed
      | waiting list | remove/delete/take/drop/cut/strike/scratch the/a/that/this/one/it ~3
      off/from/of/out ~2 quote/estimate/invoice/bill/order/proposal/scope | i/we/he/she/ive/weve ~1
      unsubscribe from the/a/my !{ours} ~3 last/ago/years/already ~1 | unsubscribe from ~3
      magazine/newsletter/paper/newspaper/channel/app/netflix/tv ~3 | opt out of/from the/a/my/that/this
      !{ours} ~2 | opt out of/from the/a/my ~1
      x/xray/xrays/fluoride/insurance/warranty/coverage/anesthesia/sedation/photos/protection/damage |
      lose my number of | get my number/name/email from | did/do/didnt you/u ~1 lose/delete ~2 {mine}`,
    why: 'Has something else taken away.',
  },
  {
    id: 'other-time',
    languages: ['en'],
    says: `
      {dont} {write} {us}? ~2 until/till/til/while/during | {dont} {write} {us}? ~2
      before/after/past/between {hour} | {dont} {write} {us}?
      today/tomorrow/tonight/so_late/so_early/too_early/too_late/this_late/right_now/this_week | {dont}
      {write} {us}? at/on night/weekends/sundays/saturdays/sunday/saturday`,
    why: 'Asks for another hour, and not for none.',
  },
  {
    id: 'rather-this-way',
    languages: ['en'],
    says: `
      {dont} {write} my/the/our/his/her ~1 {third} ~4 | {dont} call/ring/phone ~8 . ~2
      text/txt/texting/texts/email/whatsapp ~2 better/fine/works/me/instead/ok/only/preferred/easier |
      youre/you_are/its/are/isnt/its_no not? ~1 bothering/bugging/annoying/bother/trouble ~1 | keep ~3
      coming | i/we/yo/nosotros no he/hemos/habia ~1 solicitado/pedido ~3 | {dont} call ~3 . ~1 use ~3 |
      {dont} call/ring/phone {us}? . ~2 text/message/txt/email/write | {dont} call/ring/phone {us}?
      just/please/but/only ~2 text/message/txt/email | text ~3 dont call | text/message instead_of
      calling/call | no calls ~2 text/texts/texting | no calls . ~3 text/texts/texting | stop calling
      and ~1 text me | stop calling ~2 . ~3 text/texts | text is better | prefer text* | texts only |
      text only | {dont} use ~2 old ~2`,
    why: 'Wants to be written to, rather than called.',
  },
  {
    id: 'not-written-to',
    languages: ['en'],
    says: `
      i/we/he/she/they {not} {write} | im/were/am/are/i_was/we_were not ~1 getting/receiving/seeing ~3 |
      < not ~1 getting/receiving/seeing ~3 | never/didnt/did_not/hasnt/havent/wasnt/werent ~1 {wrote} ~2
      | {not} mind ~4 | not spam ~2 | looks/look/looked/seems/sounds/feels like ~1 spam |
      marked/went/go/goes/going/landed/was/were/ended/end ~2 in/into/to/as ~3 spam/junk | in ~2
      spam/junk ~1 | spam/junk folder | ignore/disregard/delete/forget ~1 my/that/the ~2 {messages}/one
      | no new {messages} | i/we/nobody/noone/still/she/he {not}? ~1
      got/gotten/see/saw/received/seen/find/heard ~3 {messages}/call/calls/back | i/we dont/didnt/never
      get ~2 {messages}/call/calls | you/u/yall never {write}/{written} {us} |
      you/they/nobody/noone/no_one {not}? ~1 {written} {us} back | didnt/did_not/never/hasnt {write}
      {us}? back | nobody/noone/no_one ~1 {written} | if/unless you/u/they/i/we/he/she {dont} {write} |
      why/how_come dont/didnt you/u/they/i/we | hesitate to {write} | can/could you not ~1 see/get |
      dont/not forget ~1 | no message | never returned ~3 | havent/hasnt/hadnt ~1 {written}`,
    why: 'Says that somebody was not written to, which is a complaint of the other kind.',
  },
  {
    id: 'go-away',
    languages: ['en'],
    says: `
      go away for/on/in/to/this/next ~2 | going/gone/went/goes away ~2 |
      pain/ache/smell/noise/it/swelling/leak/mold/bugs/cough/headache ~3 go away | get lost
      every/on/in/trying/driving/getting/around/there/whenever/when ~1`,
    why: 'Travels, or takes the wrong road; and a pain that will not go away.',
  },
  {
    id: 'nomas',
    languages: ['es'],
    says: `
      no mas
      que/queria/quiero/quisiera/para/era/es/un/una/dime/digame/diga/deme/dame/aviseme/avisame/pregunto/preguntar/saber/llego/salgo/termino/cobro/falta/por_curiosidad/el/la/lo/me/le/de/tantito/ahi/que_sea/vi/cuando/ando/salga/llegue
      ~1 | no mas caro/barato/tarde/de | nada mas | no mas no | no mas tengo | mas o menos`,
    why: '“Nomás” is “only”.',
  },
  {
    id: 'parar-por',
    languages: ['es'],
    says: `
      no ~3 dar/den/des/de/demos de baja ~2 | baja del ~1 | baja de la ~1 luz/agua/empresa |
      parar/paro/parare/pararme por/en/ahi/alli/a | sin parar | no para de ~1 | no paran de ~1 | no ~1
      pare/paren/parar/dejen/deje | no para | no dejen/deje/dejes de ~3 | mas alto | muy alto | tan alto
      | en alto | alto el/la/de | bien alto | techo alto | alto contraste/costo/rendimiento |
      !de/darme/la/dar baja de/el/la/medica/por/presion/un | baja medica/presion | < baja
      del/de_la/de_el/de_mi !{listy}/{mensajes}/lista ~1 | se puede/pueden/podria ~1 dar ~1 de baja ~3 |
      dio/dieron/di/doy/diste/diera de baja el/la/mi/un/una/los/las/su ~1 | se dio/dieron/da/dara ~1 de
      baja ~2 | no ~3 dar ~1 de baja ~3 | dar ~1 de baja el/la/los/las/un/una/mi/nuestra !{numero} ~1 |
      que/quiero_que ~1 dejen/deje/dejes el/la/los/las/todo/un/una/mi/mis/limpio ~2 |
      molestando/molesta/molestan la/el/un/una/los/las/mi/mis/este/esta/mucho ~2 | descans* en paz ~2 |
      esta/estoy/estaba/estare/dado/planta/presion/mas/muy/se/si/le/temporada/luz/una/parte/zona/la baja
      | que/bien/como alto es ~1 | no es ~1 molestia | disculp*/perdon* ~3 molest* ~2 | no molesta ~2
      ruido/dolor/olor/humo/perro ~1 | ninguna molestia |
      quiteme/quitenme/quitarme/quitame/saquenme/saqueme/sacarme el/la/los/las/un/una/este/esta
      dolor/muela/muelas/diente/mancha/manchas/sarro/lunar/brackets/frenos/puntos/yeso | detener
      la/el/un/una fuga/gotera/agua/sangrado/proceso/embargo/desalojo/deportacion/filtracion | basta con
      ~1 | basta de !{mensajes} | para detener | responda/responde/envie/conteste/escriba/mande ~1
      baja/alto/stop ~3 | para dejar de recibir ~6 | para darse de baja ~4 | darse de baja aqui`,
    why: 'Comes by, is high or low, or is ill; and what a footer says.',
  },
  {
    id: 'cancelar-algo',
    languages: ['es'],
    says: `
      cancelar/cancela/cancelo/cancele/cancelen/cancelame/eliminar/quitar/borrar/quiten/quitar/sacar ~3
      cita/citas/turno/reserva/reservacion/visita/pedido/clase/consulta/hora/martes/lunes/miercoles/jueves/viernes/sabado/manana/hoy/poliza/contrato/membresia/plan/seguro/muela/muelas/diente/arbol/arboles/mancha/manchas/pintura/alfombra/humedad/sarro/puntos/brackets/pared/azulejo/tronco/lunar/lunares/verruga/nido
      | poder cancelar | cancelar/cancelo ~1 si ~3 | cancelar hasta | tengo que cancelar | puedo
      cancelar | debo cancelar | voy a cancelar | tuve que cancelar`,
    why: 'Calls off an appointment, or has something else taken away.',
  },
  {
    id: 'no-me-llamaron',
    languages: ['es'],
    says: `
      no me han/ha/habian/habia ~2 | nadie me ~2 | nunca me ~2 | no me
      llamaron/llamo/escribieron/contestan/contestaron/contesto/llego/mandaron/respondieron/devolvieron/avisaron/mando
      ~2 | por que no me ~2 | si no me ~2 | no me llame/llamen/llames ~2
      antes/despues/hasta/ahorita/hoy/en ~3 | no me escriba/escriban/escribas ~2
      antes/despues/hasta/ahorita/hoy ~2 | no me llame/llamen/llames . ~3
      mensaje/texto/escriba/escribame/mande/mandeme/whatsapp | no me llame/llamen/llames mejor/solo ~4 |
      no recibi/llego/vi ~3 | no ~2 recibo/recibi/recibimos/veo/vi/encuentro/tengo/hay/tuve ~3
      {mensajes} ~3 | no ~2 quiero/quisiera/queria/quise/gusta/pretendo molestar*/incomodar*/fastidiar*
      ~2 | no me/nos/le {escriban} ~1
      factura/facturas/recibo/cotizacion/tecnico/equipo/presupuesto/paquete/ticket ~3 | no me/nos/le
      {escriban} al/otro/otra/a_la/a_ese ~3 | borre/elimine/perdi/olvide/quite el/la/un/mi/su ~1
      mensaje/correo/texto/chat/app/enlace/link/nota ~2`,
    why: 'Complains that nobody wrote, or asks for another hour.',
  },
];
