/** Who does not want what was offered, and does not mind being written to. */
import type { Rule } from './rule.ts';

export const DECLINES: readonly Rule[] = [
  {
    id: 'declines/says-so',
    meaning: 'not_interested',
    languages: ['en'],
    says: `
      ended up !loving/liking/waiting/booking/late/being/getting_an ~5 | so ~1 {dont}/wont need ~3 > |
      so no ~2 needed/necessary/required | no ~2 needed/required > | decided ~1 to
      quit/cancel/scrap/sell/move/repair/fix/buy/rent/build/do ~3 | had to ~1 pick/choose/go_with/hire
      ~2 {someone} ~3 | nothing left ~3 discuss/do/say | reflection ~9 ourselves/myself | wont be ~1
      engaging/hiring/retaining/buying/purchasing/switching/changing/enrolling/pursuing ~3 | ill/well do
      it ~1 with/by/my/our ~2 | no
      !need/problem/rush/hurry/worries/pressure/good/bad/way/room/better/time/use ~1 for me/us ~1 |
      keep/keeping ~2 old ~2 | sent/brought/got/has/had/called his/her/their own ~3 | {not} from us/me >
      | a no from/for us/me ~1 | in the end ~1 we/i signed/went/chose/picked/hired/booked ~3 |
      signed/went/gone/going with a/an/the/one/my ~2 {not}? ~1
      who/that/photographer/company/caterer/lawyer/firm/vendor/guy/builder/planner ~2 | can/may release
      it/the ~2 | vetoed ~4 | dead deal | deal is ~1 off/dead | deals off |
      adopted/bought/got/rented/leased/chose ~6 instead ~1 | so ~1 we/i {dont} want ~3 | turns out
      i/we/my/he/she/it ~1 can/could/only/just ~5 | {dont} need the/a/an/any/your ~3
      then/after_all/anymore/now | wont be ~1
      taking/needing/coming/buying/using/getting/doing/ordering/attending ~3 | after all ~1 > | answer
      ~2 is/was ~1 no | gone/going/went/go/moving/taking ~2 different/another/other direction/route/way
      ~1 | staying/sticking/going/stayed/stuck/stay/stick/gone/went with ~3 |
      going_to/gonna/well/ill/will/can live with ~3 | make do with ~2 | {not}
      buying/purchasing/hiring/signing ~3 | no budget ~2 | budget ~4 spent/gone/allocated/cut/frozen |
      allocated ~4 budget ~3 | we/i regret ~6 | well/ill/we_will/i_will/going_to/gonna leave/let
      it/them/that/things ~1 alone/be/as_is/as_it_is | decided ~5 to
      let/keep/leave/live/stay/wait/pass/skip | {not} need anybody/anyone/one/you ~2 | false alarm |
      turned out ~2 be ~5 | no need for ~3 | on his/her/its/their own ~2 | called off ~3 | nothing left
      ~3 | nothing to cater/fix/repair/do ~1 | voted for/against ~3 | < no . ~1 too ~6 | so no > | so
      its a no | scared/afraid ~3 so_no ~1 | let the ~1 be ~2 | convinced/talked me ~2
      out_of/to_stay/not ~2 | not ~2 interested | no ~1 interest | uninterested | lost interest | no
      longer ~1
      interested/need/needed/want/wanted/looking/in_the_market/considering/require/necessary/pursuing |
      no thanks | no thank you | no ty | nope thanks | nah thanks | nah ~2 good | no . ~1 thanks > | not
      for me/us | not for my ~1 | hard pass | gonna pass |
      ill/well/i/we/going_to/will/gotta/have_to/must ~2 pass | take a pass | < pass > | never mind |
      nevermind | nvm | changed ~1 mind | change of heart/plans/mind | changed our minds | decided
      against | decided not to | decided to go with/another/stay/keep/hold_off_for_good/wait/skip/do_it
      | decided ~2 rather | decided we wont | opted not to | opted to ~1 go with | not moving forward |
      wont be ~1
      moving/needing/proceeding/going/registering/using/joining/coming/continuing/signing/renewing ~2 |
      not going to ~1 move/proceed/do/go ~3 | not gonna ~1 do/happen/work | dont ~1 need ~2
      anymore/any_more/now/after_all/it/one/help/them/your_services/your_service | dont ~1 want ~1
      it/one/anymore/them | didnt end up needing | no need > | no need to revise/quote/come ~3 | no need
      anymore | we/i/were/im ~1 all set | all set $ | all set thanks/thank ~2 | all good thanks |
      im/were good > | im/were/we_are/i_am good . ~6 | i think ~1 were good | not ~2 fit ~2 | not ~2 cup
      of tea | not a match | declin* | withdraw ~2 application/inquiry/request | cancel/close/drop ~2
      application/inquiry/request | out of ~2 budget/range | not in ~2 budget | over ~1 budget | too
      expensive/pricey/rich/steep/high/much_for_me/much_money/much_for_us/rich_for | cant/cannot/couldnt
      ~1 afford | at that price | more than ~3 spend/pay/budget/afford | priced out | cheaper ~3
      elsewhere/place/quote | its a no ~3 | absolutely not | not looking ~1 anymore | not ~2 looking ~3
      anymore | not ~2 in the market | stay/staying put | chickened out | no deal | ill skip | skip it |
      we can skip | we are/were out | im out > | im out on/of this/that/the ~1
      deal/contract/offer/project ~1 | no way ~1 am_i/im/we_are/i_am ~4 | count me out | not ~1
      happening | not worth it | bad/wrong fit | vibe was off | no hard feelings | didnt ~2 qualify |
      fell through | you_can/please/go_ahead_and/feel_free_to/just give ~2 spot ~2 to | thanks but no ~2
      | thank you but no ~2 | but no thanks | respectfully ~1 no | thank you for your time | thanks for
      your time`,
    unless: `
      no ~1 interest rate | no thanks necessary | im/were good with/to/for ~4 | too expensive ?? | no
      thanks to ~2 | no need for alarm/concern | going with you/u/yall/your ~2 | go with you/u/yall/your
      | staying/stay with my/a/family/us/friends ~3 until ~2 | not interested in ~5 but ~6 | changed my
      mind ~3 want/yes | all set for ~5 | gave/got/put/took/fit me/us ~4 {day} ~2 |
      calendar/booking/scheduling link | all set to | thanks for your time ~3 see`,
    why: 'Says no, in so many words.',
  },
  {
    id: 'declines/has-another',
    meaning: 'not_interested',
    languages: ['en'],
    says: `
      found/got/hired/chose/choosing/chosen/picked/using/use/went_with/going_with/go_with/signed_with/signed_on/selected/have/booked_with/booked/gone_with/retained/engaged/signed
      ~2
      someone/somebody/another/a_different/different/other/else/a_new/new/a_local/local/my_nephew/my_brother/his_cousin
      ~3 | someone/somebody else ~4 | went ~1 another/different ~2 | already
      hired/found/got/bought/fixed/chose/purchased/have_someone/have_one/have_a/signed/had_it/did_it/handled/done/taken_care/got_it/replaced/switched/sold/took_care/solved/sorted/went
      ~2 | job/work/it done by ~2 | bought ~4 elsewhere/instead/already | bought a new ~4 | elsewhere |
      another/different
      company/dentist/roofer/gym/lawyer/contractor/provider/agency/firm/vendor/place/quote/attorney/guy/clinic/school/plumber/realtor/agent
      | instead of ~1 fixing/replacing/repairing ~2 | fixed it ~1 myself/ourselves/already | did it ~1
      myself/ourselves | doing it ~1 myself/ourselves | do it ~2 myself/ourselves/for_free | diy | took
      care of it | taken care of | got it ~1 fixed/done/handled/sorted/resolved | its ~1 been/already
      fixed/done/handled/resolved/taken ~2 | problem ~2 solved/resolved/fixed/gone/went_away | hired ~3
      | my ~2 {kin} ~4
      did/doing/do/does/fixed/fixing/fix/handle/handling/handled/paint/painted/install/installed/built/repaired/took_care/watch/watching
      ~2 it/that/this/for/the/them/free ~2 | {kin} ~2 will prepare/do/handle/take_care ~4 | keeping ~2
      in house | in house > | sold ~1 the/my/our house/car/home/truck/boat/property | found ~4
      closer/cheaper/better/nearer/place | a better price/deal/offer/quote | handle ~2 without ~3 |
      without an attorney/lawyer | went back to ~3 | going back to ~3 | stick/sticking/stay/staying with
      ~4 | switched to | the other company/guy/place | quit looking | stopped looking | done shopping |
      i only filled ~6 | was just curious | just browsing | just looking | no surgery | rather ~2 spend`,
    unless: `
      consider ~1 yourself/yourselves hired | before somebody/someone else ~2 |
      should/do/can/could/would/will my ~8 ?? | should my ~6 | someone else ~2
      call/come/answer/with_me/in/there | is there someone else | if ~4 elsewhere | anyone else | did ~3
      another | switched to ~4 ?? | hired you | get another quote | another quote`,
    why: 'Somebody else does it, or it is done.',
  },
  {
    id: 'no-interesa',
    meaning: 'not_interested',
    languages: ['es'],
    says: `
      finalmente/al_final/siempre ~1 no ~3 | ni ahora ni ~2 | ahora ni ~1 despues ~2 |
      entonces/asi_que/pues no va/vamos/voy a_ser/ser/a ~2 | ya no kiero/quiere/queria ~3 | ya ~1
      consiguio/encontro/contrato/hallo/consiguieron ~1 quien/a_alguien/otro/otra/a_otro ~3 | gracias
      pero ~2 ya ~5 | me/nos quedo/quedamos ~1 con el/la/los/mi/lo ~3 | no va/van a hacer falta ~3 | ya
      no ~2 falta ~3 | mi ~1
      compadre/comadre/amigo/cuate/nuera/abuelo/sobrina/jefe/vecina/hija/papa/mama/novio/novia/hermana/prima
      ~3 lo/la/los/me/nos ~1 hizo/arreglo/hace/arregla/puede/va_a/reparo/instalo ~2 | ya ~2 me/nos
      lo/la/los arreglo/arreglaron/hizo/hicieron/reparo/instalo/instalaron ~2 | no
      haremos/hare/vamos_a_hacer/seguiremos ~4 | hemos/he/habemos cambiado ~2
      idea/opinion/planes/parecer | no ~1 me animo | no nos animamos | lo
      hace/arregla/repara/instala/pinta ~1 gratis/mas_barato | mejor ~1 lo/la dejo/dejamos | lo/la
      dejo/dejamos ~1 asi | asi lo/la dejo/dejamos | no ~1 seguimos/sigo/seguiremos ~2 adelante |
      voto/votaron/votamos por ~3 | quedo/quedaron ~2 mal ~3 | pues no > |
      prefiere/prefieren/prefiero/preferimos ~1
      estudiar/hacer/hacerlo/esperar/quedarse/quedarme/seguir/otro/otra/no ~3 | compramos/compre ~2
      en_vez/en_lugar | no ~1 me mudo | no nos mudamos | no ~1 me/nos/le interesa ~2 | no ~2 interesad*
      | sin interes | no gracias | no . ~1 gracias ~2 | ya no gracias | ya no . gracias | < ya no > |
      gracias pero no | gracias . pero ~6 | ya no ~1
      quiero/queremos/necesito/necesitamos/ocupo/ocupamos/hace_falta/requiero/busco/buscamos/lo_necesito/lo_ocupo/la_necesito/me_hace_falta/voy_a/es_necesario
      ~2 | no ~1 necesito/ocupo/quiero/queremos/necesitamos > | cambie/cambiamos de
      opinion/idea/parecer/compania | me cambie de ~2 | ya ~2
      encontre/encontramos/contrate/contratamos/consegui/conseguimos/compre/compramos/lo_arregle/lo_arreglamos/lo_arreglaron/resolvi/lo_resolvi/tengo_quien/tenemos/me_lo_arreglaron/lo_hice/elegi/elegimos/firmamos/firme/contrataron/cambie/cambiamos/me_decidi/fui_con/lo_solucion*
      ~3 | con ~1 otra/otro ~1
      compania/empresa/dentista/abogado/persona/proveedor/lugar/gimnasio/contratista | otra
      empresa/compania/opcion | otro lado/lugar/taller/dentista/abogado | muy/demasiado/bien ~1
      caro/cara/caros/carero/costoso | se ~2 sale ~1 de ~2 presupuesto | fuera de ~1 presupuesto | no ~1
      me/nos alcanza | no ~1 puedo pagar | mejor no | mejor ya no | hemos/he decidido ~1 no ~3 |
      decidi/decidimos no ~3 | decidi/decidimos ~2 otro/otra/quedarme/quedarnos | hemos preferido ~3 |
      preferi/preferimos ~4 | paso > | yo paso > | asi estoy/estamos ~1 bien | estoy/estamos bien asi |
      desisti* | no sera posible | no vamos a ~4 | no voy a ~3 | no me convencio/convence/conviene | no
      nos convencio/conviene | mi ~1
      yerno/cunado/hermano/primo/hijo/esposo/vecino/tio/marido/papa/sobrino/suegro ~4
      va_a/lo/puede/hace/hizo/arregla/arreglo ~3 | lo hice yo | haciendolo yo | yo mism* | ya lo ~1
      hice/hicimos/tengo/solucione/vendi/vendimos | vendi ~2 | asi no > | por ahora no gracias | no por
      ahora | no nos hace falta | no hace falta | no me hace falta | olvidelo | olvidalo | dejelo asi |
      dejalo asi | descart* | no me/nos convence ~3 | no va/vamos/voy a poder ser ~2 | se me hace caro |
      me parece caro | rechaz* | declin*`,
    unless: `
      otra empresa ?? | no voy a poder ~6 | no vamos a poder ~4 | no hace falta ~4 ?? | no hace falta
      que me busquen ~2 | ya ~1 hice/tengo/agende ~1 mi/la/una ~1 cita ~3 | no ~2 vamos/voy ~1 cancelar
      ~3 | no me interesa ~4 pero ~4 | cancele/cancelamos/deje ~1 con ~3 | empecemos | empezamos`,
    why: 'Says no, or that somebody else does it.',
  },
];
