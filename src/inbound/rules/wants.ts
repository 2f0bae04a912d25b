/** Who wants it, or asks for nothing but what it costs and when it can be had; and what makes a question one of price. */
import type { Rule } from './rule.ts';

export const WANTS: readonly Rule[] = [
  {
    id: 'wants/price',
    meaning: 'strong_intent',
    languages: ['en'],
    says: `
      what do/does/would/will ~2 pay ~3 | cheapest ~4 | whats ~2 best price ~2 | quote ~2
      rate/rates/price/cost/us/me ~4 | what ~3 set me back | what would ~3 cost | how much | <
      price/prices/pricing/cost/costs/rates/quote/estimate ~2 > | what/whats/hows ~4
      price/prices/pricing/cost/costs/rate/rates/fee/fees/charge/run/damage/total/ballpark/running |
      price/prices/cost/rates/pricing/estimate/ballpark/quote ~5 ?? |
      give/send/get/text/email/need/want/have/shoot ~3 quote/estimate/price/pricing/prices/rates/cost ~1
      | can i get a quote | what do you charge | how ~1 expensive | per month ?? | pricing ~1 info |
      price for ~4 | cost of ~4 | price list`,
    why: 'Asks what it costs.',
  },
  {
    id: 'wants/when',
    meaning: 'strong_intent',
    languages: ['en'],
    says: `
      have ~1 room/space/availability for ~4 | any/have ~3
      openings/availability/appointments/appts/slots/spots/opening/times ~5 | openings ~4 ?? |
      availability | do you have ~3 this_week/next_week/available/open/anything ~3 | anything
      available/open ~3 | are you ~1 available | when ~1 can/could/are/do/would/will/is ~1
      you/someone/somebody/we/i/next/earliest/soonest ~3
      come/start/do/available/get/fit/see/free/opening/out/here/availability/appointment/schedule/begin/over
      ~2 | when are you ~1 available/free/open | when can ~6 | whats ~2 soonest/earliest/next/first ~4 |
      how soon/early/quickly/fast ~5 | soonest ~3 | earliest ~3 | what ~1
      times/days/openings/dates/appointments ~5 | next available | can you ~1 fit/squeeze/get ~1 me/us
      in ~2 | can someone/somebody come ~2 | are you ~2 taking ~2
      patients/clients/customers/members/students`,
    why: 'Asks when it can be had.',
  },
  {
    id: 'wants/it',
    meaning: 'strong_intent',
    languages: ['en'],
    says: `
      where/how do/can/should i/we ~1 send/drop/mail/wire ~2 deposit/payment/check/money ~1 |
      its/thats/thats_definitely/so/it a ~1 yes ~2 | yes to ~1 everything/all/both | hire me/us a ~2 |
      docusign it ~2 | wore me down ~2 | do the ~3 and the ~1 > | write it up | draw it up | sign me up
      | lets fix/repair/install/build/clean/paint/replace/finalize/sign/order/paint/remodel ~3 | want in
      > | i want in | what do you need from me/us | ready when/whenever you ~2 | yes yes ~3 | yes to ~4
      | times yes | you/they may/can start/begin/proceed ~3 | is the one > | wheres/where_is the
      contract/link/form/paperwork/invoice | our/my acceptance ~3 | banking details ~1 | consider
      yourself hired | consider yourselves hired | send ~2 paperwork/contract/papers ~2 and ~4 sign ~2 |
      lets ~2 go/do/book/schedule/get/start/move/proceed/make/set/begin/rock/roll ~3 | lets gooo* | <
      lets go | im/i_am/were/we_are/count_me/count_us in > | im in ~1 | im/i_am/were/we_are/am/are ~2
      ready ~4 | ready ~1 to ~1 book/start/go/move/sign/schedule/buy/commit/proceed/pay ~3 | sign me/us
      ~1 up | sign ~2 up | where do i sign | where/how do/can/should/would ~1 i/we ~2
      pay/book/sign/schedule/register/enroll/start/order/proceed/buy/join ~3 | how do i ~2 get started |
      get/getting started | whats/what_is/what_are ~2 next step/steps | ill/well/i_will/we_will/i_ll
      take it/them/one/two/the/that/both ~2 | i/we/id/wed/would ~2 want/like/love/wanna ~1 to ~2
      book/schedule/start/go/move/proceed/sign/come/get/order/buy/hire/join/set/make/do/try/enroll/have/use
      ~5 | i/we want it/the/this/that/one/in/to ~4 | id/wed/would love/like one/it/that/to_go_ahead/you
      ~3 | interested | go ahead ~3 | go for it | move forward | moving forward | please proceed |
      proceed with ~2 | approved | youre hired | you are hired | hired | deal > | sold > | its a deal |
      you have a deal | book me/us/it ~3 | schedule me/us/it ~3 | put me/us down | put me on ~3 schedule
      | reserve ~4 for me/us | need ~3
      appointment/appt/someone/somebody/it_done/this_done/this_fixed/it_fixed/help/estimate/asap ~3 |
      send ~3 link/contract/paperwork/invoice/agreement/form/someone/somebody/crew/application/calendar
      ~2 | please send ~3 someone/somebody/out | text/email/give/shoot/resend me ~2 link ~2 | do you
      take/accept venmo/cards/credit/paypal/zelle/cash/apple_pay/checks | do venmo/zelle | can i pay ~4
      | take my money | yes ~1 please | yes . ~1 lets ~3 | yes i/we want/do/would/am ~5 | yes im ~3 |
      hell yes | hell yeah | absolutely yes | yes ~1 absolutely | sounds ~1 great ~1 lets ~3 | want ~1
      to schedule/book ~3 | want to move forward | looking to ~1 book/schedule/buy/hire/get/start ~3 |
      can i/we ~1 book/schedule/come/sign/order/reserve/make ~4 | id like ~1 to ~2 | make ~2 appointment
      | set ~1 up ~3 appointment/consultation/estimate/visit | signed and attached | signed ~2
      contract/agreement/paperwork | good to move/go | good to go | we choose you | youve got the job |
      got the job | we/id/wed/i ~3 you to do ~2 | i accept | we accept | lock me/it in | lock in | here
      is my card | bill the card | deposit ~3 paid/sent | take/charge ~3 deposit/card | convinced me |
      you convinced | shut up and take my money | bring it on`,
    unless: `
      not ~2 interested | not ~1 ready ~5 | no longer ~2 | not sure ~6 | interested to know | dont ~2
      want ~3 | if i ~2 ready | not ~1 ready when ~3 | when im ~1 ready | when ~1 were ~1 ready | cant
      go | still/just/im/were thinking about ~3 | might be interested ~3 | maybe ~3 interested`,
    why: 'Wants it.',
  },
  {
    id: 'quiere/precio-o-fecha',
    meaning: 'strong_intent',
    languages: ['es'],
    says: `
      a como ~4 | cuando ~1 haya/tengan/se_abra ~4 | cuanto ~1
      cuesta/cuestan/sale/salen/vale/valen/cobra/cobran/es/seria/me_sale/me_cobra/por/saldria/cobras/costaria
      ~4 | < cuanto ~3 > | < cuanto por | a cuanto ~3 | en cuanto ~1 sale/esta/me_sale/queda ~3 | que
      precio ~4 | precio/precios/presupuesto/cotizacion/costo/tarifas/tarifa ~4 ?? | <
      precio/precios/costo/cotizacion ~3 | cual ~2 precio/costo/tarifa ~2 | me ~2
      cotiza*/precio/presupuesto/costo ~2 | pasame/paseme/deme/mandeme/mandame ~2
      precio/cotizacion/presupuesto/costos/precios | quiero/necesito ~2 cotizacion/presupuesto/precio |
      tiene/tienen/tendra/tendran/hay ~3 disponib*/citas/cita/espacio/cupo/lugar/lugares/hueco/horarios
      ~4 | disponibilidad | cuando ~1
      puede/pueden/podria/podrian/tiene/tienen/hay/empiezan/empezamos/podemos/me_puede/seria/estan/vienen/puedo
      ~4 | para cuando ~3 | que ~1 dias/horarios/fechas/horas ~4 | lo antes posible | cuanto antes | que
      tan pronto ~3`,
    unless: `
      digo/aviso/dire/avisare/avisamos ~1 cuando ~2`,
    why: 'Asks what it costs, or when it can be had.',
  },
  {
    id: 'quiere/lo-quiere',
    meaning: 'strong_intent',
    languages: ['es'],
    says: `
      si ~1 quiero/queremos/me_interesa/nos_interesa/acepto/por_favor/claro/vamos/dele/adelante/hagamos*
      ~4 | quiero/queremos/quisiera/quisieramos/me_gustaria/nos_gustaria/deseo/deseamos ~1
      agendar/reservar/hacer/contratar*/empezar/comenzar/una/un/el/la/inscribir*/apartar/comprar/programar/sacar/pedir/ese/esa/ya/seguir/proceder
      ~5 | me/nos lo/la quedo/quedamos ~2 | lo/la necesito ya/urgente | hago/puedo ~2
      bizum/transferencia/deposito ~2 | mandeme/mandame/envie/envieme/enviame/pasame/paseme ~2
      papeles/borrador/documentos/contrato/datos ~3 | di*/diga*/dime ~1 como/donde ~1
      formaliz*/pag*/proced*/inscrib*/firm* ~2 | si lo/la/los compro/quiero/tomo ~2 | quiero que ~1
      usted/ustedes ~1 lleve/lleven/haga/hagan/empiecen/empiece/represente ~4 | de acuerdo con el/la ~4
      | lo quiero | la quiero | lo/la/los queremos | me lo llevo | me interesa ~3 | nos interesa ~3 |
      estoy/estamos ~1 interesad* | estoy/estamos ~1 list* | adelante ~1 | hagamos* | hagalo | hagamosle
      | dele ~1 | dale ~1 pues | < dale | vamos ~1 a hacerlo | jalele | jale ~1 | inscribame |
      inscribeme | apunteme | apuntame | anoteme | anotame | agendeme | agendame | reserveme | reservame
      | aparteme | apartame | donde/como ~1
      pago/firmo/puedo_pagar/me_inscribo/reservo/agendo/hago/le_pago/se_paga/deposito/contrato ~3 |
      trato hecho | acept* ~3 | nos/me ~1 convencio ~1 |
      mandeme/mandame/pasame/pasanos/envieme/enviame/paseme/manden*/envien* ~2
      link/liga/enlace/contrato/formulario/solicitud/factura ~2 | contratad* | cuente conmigo | cuenten
      conmigo | empezamos ~1 | empecemos | cuando empezamos | necesito ~1 una/sacar/hacer/agendar ~1
      cita ~2 | necesito ~3 urgente | puedo ~1 agendar/reservar/pagar ~3 | vengan ~3 | por favor vengan
      | siguiente paso | que sigue | como le hacemos | le entro | va . lo ~3 | simon ~2`,
    unless: `
      no ~1 quiero ~3 | no ~1 me interesa ~2 | no ~1 estoy ~2 | acepta* ~4 ?? | aceptan ~3 | si me
      interesa ~2 pero ~6 | no estoy list* | quisiera saber ~5 | digo/aviso/dire/avisare ~1 cuando ~2 |
      quiero saber ~4 | me gustaria saber ~4 | me interesa saber ~4 | deme chance ~2`,
    why: 'Wants it.',
  },
];
