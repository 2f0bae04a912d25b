/** Whose number or address it is not, in English and Spanish. */
import type { Rule } from './rule.ts';

export const WRONG_NUMBER: readonly Rule[] = [
  {
    id: 'wrong-number/says-so',
    meaning: 'wrong_number',
    languages: ['en'],
    says: `
      other ~3 . ~1 one with ~3 | think you/u ~1 want/need/mean/meant my ~2 | meant for my ~2 | pretty
      sure this was/is ~1 for my ~2 | right/same name ~1 wrong ~2 | looking for the other ~3 |
      dialed/texted ~1 wrong > | check/fix/update your records ~1 | auto correct has | autocorrect ~3
      must/had/has ~3 | same name ~3 | < ~2 no/nope/nah/not_me/sorry not ~2 . sorry | ^ ~1 not ~1 .
      sorry | wrong
      number/person/guy/lady/phone/email/address/party/recipient/contact/digits/house/one/individual/man/woman/dude/girl/num
      | dialed/texted/called/messaged/typed/emailed/wrote ~4 wrong | got/have/has ~4 wrong ~1
      number/person/guy/email | misdialed | typed it wrong | mistaken identity | mistaken me for |
      mistook me for | confused ~1 me with | me ~1 confused with | not ~1 who you think ~3 | not ~2
      person/man/woman/guy ~1 you/youre/your ~2 | have me mixed up | mix up | not ~2 person you | you ~2
      looking for ~3 other/someone_else/somebody_else/different | looking for
      someone_else/somebody_else/another/a_different | meant for
      someone/somebody/another/a_different/my_neighbor/the ~1 | intended ~1 for someone/somebody/another
      | {messages}/this ~2 {not}/isnt/wasnt/is_not/was_not meant/intended ~1 for me/us | {messages} ~2
      is_not/isnt/wasnt ~1 for me/us | you ~1 after | {reach}
      the_other/another/a_different/someone_else/somebody_else ~3 | share/shares/same ~2 name ~3 with/as
      ~2 | check/verify ~2 address/number/email ~2 you ~2 given/have/got ~1 | not/dont/doesnt/do_not
      live/work ~1 in/at/on this ~2 {mine} | is my {mine} since/for/now ~3 | the other !{wrong_thing} .
      ~1 one ~3 | have/got/has/reached/texted/with the wrong !{wrong_thing} ~1 | < ~1 wrong
      !{wrong_thing} ~1 > | reached/got/texting/messaging/emailing/calling
      someone_else/somebody_else/a_stranger/the_wrong ~3 | gave you ~1 a/the/an/his/her ~1
      fake/wrong/bad/false/bogus/old ~2 | he/she/they/kid/ex/dave/somebody/someone/customer ~2
      gave/typed/put/wrote/entered/left ~2 wrong/fake/bogus ~2 | a different ~1 person | different
      person | not the right ~1 number/person/email | right number | right person | typo | reached ~4 in
      error | in error | by mistake . | came to ~3 by | got ~2 by mistake | sent ~3 by mistake`,
    unless: `
      not for me . ~1 thank*/thanks/but | not for me ~1 thank*/thanks/but | sorry not ~1 interested ~1 |
      sorry not sorry | not ~1 interested/today/yet/now/really/sure/ready . sorry | wrong number on ~3 |
      correct number | right number to call | right number for ~2 billing/office | i ~1 dialed | in
      error on ~3 | i ~2 gave ~2 wrong`,
    why: 'Says that it went to somebody else.',
  },
  {
    id: 'wrong-number/not-here',
    meaning: 'wrong_number',
    languages: ['en'],
    says: `
      nobody/no_one/noone here/in_this_house ~4 | this is ~2 phone . ~3 | was/used_to_be my ~1
      fathers/mothers/dads/moms/husbands/wifes/sons number/phone/cell | no one/noone/nobody ~3
      named/called/by/with ~3 | nobody/noone/no_one ~2 here ~3 | < ~1 there is/are/isnt ~2
      nobody/noone/no_one/any ~4 | theres no ~3 here | theres nobody ~4 | there is no ~3 here | no ~2
      here > | no ~2 at this number/address/email | nobody here | doesnt/dont/does_not ~1 live here ~1 |
      doesnt/does_not ~1 have this ~2 {mine} | quit/stopped/stop using this ~2 {mine} | this is ~1
      her/his/their ex | has/got/have/uses a/another ~1 different/new/other ~1 number/cell/phone/email
      now | i/ive ~2 getting/get/got/gotten her/his/their/other_peoples/someone_elses ~2
      stuff/calls/mail/{messages} ~3 | {mine} belong/belonged/belongs to | ~1 no ~2 . this is a/an/the
      !{wrong_thing} ~3 | no ~2 this is a/an !bad/good/great/terrible/rough/busy ~3 |
      nobody/no_one/noone/anyone/anybody ~2 by that name | never heard of ~2 | dont/do_not know ~1
      anyone/anybody/a/any ~3 named/called/by ~2 | no longer has/have/uses/works/lives/owns/here/at ~3 |
      doesnt/does_not work here ~1 | hasnt ~1 lived/worked here | moved away | moved out ~3 | not ~1
      his/her/their ~2 {mine} | isnt ~3 {mine} anymore | this is not ~2 {mine} | belongs/belonged to ~5
      | this/that used to be ~4 {mine} | {mine} ~1 belongs/belonged to | used to be ~2 {mine} |
      previous/prior/former/old ~1 owner/person/tenant/user/resident | {mine} was reassigned/recycled |
      got/have/had ~1 this ~2 {mine} ~1
      last/a/recently/yesterday/for/since/like/two/three/new/about/only/from/in/when/after/back/this ~4
      | just got this ~1 {mine} | new owner of this | has been my ~1 {mine} ~3 | had this ~1 {mine} ~4 |
      this is my ~1 {mine} now | have her/his/their ~1 {mine} now | this is a/an ~4
      line/phone/desk/office/business | this is ~2
      hospital/school/church/restaurant/business/office/bakery/library/landline/fax ~3 | wrong household
      | passed away ~4 | is deceased | has died |
      he/she/who/husband/wife/father/mother/dad/mom/brother/sister/son/daughter/him/her/grandma/grandpa/owner/customer/person
      ~1 died ~3 | died in/on/last ~3 | no longer with us | late husband/wife/mother/father`,
    unless: `
      nobody here ~1 yet/called/came/showed |
      car/truck/battery/phone/furnace/heater/ac/dog/cat/laptop/engine ~1 died | how/can ~1 do? we/i ~6
      name/account | my husband has this number saved | no one here ~2 yet | no one ~2 here to let`,
    why: 'Whoever we look for is not there, or no more.',
  },
  {
    id: 'wrong-number/not-me',
    meaning: 'wrong_number',
    languages: ['en'],
    says: `
      no clue/idea who ~4 | who ~2 is ~1 no clue | not the
      homeowner/owner/tenant/patient/customer/client/buyer/seller/parent/mother/father/guardian ~1 |
      dont/do_not ~1 live in ~3 . ~1 never ~2 | dont even live in ~3 | wasnt/isnt/was_not me ~2 who/that
      ~4 | wasnt me > | somebodys/someones/somebody_is/someone_is ~1 messing/playing/pranking/joking ~3
      | puts/put/gives/gave/uses/used my ~1 {mine} ~3 | never lived in/there/at ~3 |
      never/didnt/did_not/havent/dont_remember/dont_recall ~2
      asked/ask/request/requested/inquire/inquired/signed_up/sign_up/apply/applied/contact_you/contacted/fill/filled/submit/submitted/reached_out/called_you/heard_of_you/order/ordered/schedule/scheduled/sign/signing/asking/requesting/wanted
      ~6 | none of us ~4 | not ~2 asked about ~3 | not my name | isnt my name | my name is ~1 not ~1 |
      not named ~1 | who is/this ~3 and ~3 looking for | you are/were/have ~2 thinking of | thinking of
      someone else | dont/do_not ~1 know ~1 any/anyone/anybody/a/no ~4 | dont know who ~3 is | never
      heard of ~3 | no idea who ~3 | i ~3 dont even own/have ~4 | dont ~1 own a ~3 | dont have a ~1
      pool/dog/cat/car/house/roof/kid/kids/child/lawn/yard | im ~2 renter ~4 not | i rent | no relation
      | somebody/someone ~3 used/using/gave/put/entered ~2 my/wrong/this ~2 {mine} | gave ~2 wrong ~2 |
      gave you my ~1 {mine} by | what ~2 are you talking about | why ~2 am_i getting ~4`,
    unless: `
      dont have a ~1 pool/dog/cat/car/house/roof/kid/kids/child/lawn/yard ~1 yet/but | dont ~1 own a
      scanner/printer/computer/truck/ladder/mower | rent/renting ~1 new ~3 | rent ~2 from/with you | if
      i rent ~9 | why ~3 when | never asked ~2 price | didnt ask ~1 about ~1 price | didnt ask for ~3
      back | never called ~1 back | didnt ask you ~2 about`,
    why: 'Is not that person, or never asked for anything.',
  },
  {
    id: 'numero-equivocado',
    meaning: 'wrong_number',
    languages: ['es'],
    says: `
      no se ~1 quien es/sea/sera ~2 | yo soy ~2 y no ~3 | no me he/hemos inscrito/registrado/apuntado ~4
      | no es mi nombre | ese no es mi ~2 | este ~1 telefono/numero/celular/cel/correo era ~5 | no es
      aqui | aqui no ~1 es ~2 | aqui somos ~4 | habeis/han/ha/has confundido ~3 | les/le/os dio/dieron
      ~2 mal ~3 | dieron mal ~3 | cheque/checa/cheque/revise/revisa/verifique/verifica/chequea/fijese ~1
      bien? el ~1 numero/nombre/correo | soy ~1 otro/otra ~2 | numero equivocado | {numero_es} ya no es
      ~1 de ~3 | ya no es ~1 su ~1 {numero_es} | dejo de ser ~2 {numero_es} ~3 | ahora es
      mio/mia/nuestro ~1 | yo ~1 tengo este {numero_es} ~3 | lo/la tengo ~1 desde ~2 | usted ~1
      quiere/busca/ha_de_querer/querra ~1 el/la/a ~1 otro/otra/0* ~3 | este es el 0* ~3 |
      numero/persona/correo/telefono/direccion/mensaje/contacto ~1
      equivocado/equivocada/incorrecto/incorrecta/erroneo/erronea/errado | equivoc* ~1 de ~2 |
      se/te/me/nos ~1 equivoc* | esta/estan/estas/creo/anda ~1 equivocad* | < equivocado | por
      equivocacion | por error | marco/marcaron/marcaste/escribio ~1 mal | se/me ~1 confund* | me ~1
      confund* | no soy ~2 el/la/don/dona/senor/senora/esa/ese/quien/titular/yo ~3 | no soy yo | no soy
      | no es ~2 numero/telefono/correo/celular | ya no es ~3 numero/telefono/correo | aqui no ~1
      vive/trabaja/hay/esta/es/conoc* ~5 | aqui nadie ~3 | no ~1 conozco/conocemos ~3 | no se quien es
      ~2 | quien es ~2 . yo soy | no hay ~1 ningun/ninguna/nadie ~4 | este ~1
      numero/correo/telefono/celular ~2 es de ~3 | ya no vive | ya no trabaja | ya no tiene este | yo
      no/nunca ~1
      pedi/solicite/he_pedido/he_solicitado/llame/contacte/llene/pregunte/me_registre/encargue ~4 |
      nunca ~1 pedi/solicite/llene/contacte/me_registre/pregunte ~4 | no ~1 he pedido/solicitado ~3 | ni
      hemos pedido ~3 | no hemos pedido/solicitado ~3 | no pedi ~4 | no he pedido ~3 | yo no tengo ~1
      casa/perro/carro/coche/techo/piscina/alberca/jardin/hijos | busca/buscan ~2 otra/otro ~2 | numero
      nuevo y | acabo de ~3 este numero | fallecio | murio | fallecido | otra persona | destinatario ~1
      equivocado | no es para mi | no corresponde`,
    unless: `
      no soy de ~3 | no soy ~1 muy | no soy buen* | no soy ciudadan* | no soy paciente | no soy client*
      | no es mi numero de | si me equivoc* | si no me equivoc*`,
    why: 'Says that it went to somebody else, or that whoever we look for is not there.',
  },
];
