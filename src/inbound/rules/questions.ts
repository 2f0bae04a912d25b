/** What makes a sentence a question, where nobody wrote the mark. */
import type { Rule } from './rule.ts';

export const QUESTIONS: readonly Rule[] = [
  {
    id: 'question/words',
    meaning: 'question',
    languages: ['en', 'es'],
    says: `
      ^ {asking}? {asking}? who/whos/what/whats/where/wheres/when/whens/why/whys/how/hows/which/whose |
      < {asking}? {asking}? who/whos/what/whats/where/wheres/why/whys/how/hows/which/whose
      is/are/do/does/did/was/were/the/would/should/can/could/will/my/your/you/about/many/long/far/big/kind/type/if/this/i/we
      ~1 | ^ is/are/does/did/was/has ~2 still/the/a ~3 | do/does/can/should/must/will/would/could/am
      i/we/he/she/they/it ~1 still/have/need/be/get/bring/take/pay/wait/use/leave/drink/eat ~4 | if
      i/we/you/he/she/they/it/my/the ~12 will/can/would/does/do/is that/it/i/we/they/the/you ~3 | ^
      is/are/does ~3 | < {asking}? {asking}?
      do/does/did/is/are/am/was/were/can/could/will/would/should/have/has/may
      you/u/i/we/they/he/she/it/yall/your/this/that/there/the/my/insurance/somebody/someone/anyone/these/those/our
      ~1 | < {asking}? isnt/arent/doesnt/dont/didnt/wont/cant/couldnt/wouldnt
      you/u/it/they/there/that/this/i/we | wondering ~1 if/what/how/whether/when/about | want to know ~2
      | need to know ~2 | would like to know | like to ask ~1 | can you tell me ~2 | have a question |
      quick question | question for ~1 | curious ~1 if/what/about/how | not sure if you ~3 | let me know
      if/what/how/whether you/it/i/that ~3 | any idea ~3 | tell me ~2 more/about | more info* | more
      details | what about ~3 | how about ~4 | can you explain ~2 | ^ {asking}? {asking}?
      quien/que/cual/cuales/donde/cuando/como/por_que/porque/cuantos/cuantas/cuanto/cuanta/con_quien/a_que/de_que/en_que/para_que
      | < quien/cual/cuales/donde/adonde/por_que/cuantos/cuantas/con_quien/a_que/de_que/en_que/que ~1
      es/son/me/se/tan/hay/pasa/tipo/incluye/necesito/marca/tal/hora/le/dia ~1 | de parte de quien > |
      con quien ~3 | me/nos ~1 van a pedir/cobrar/dar/poner/hacer ~4 o ~4 | {asking}? y? ~1 la/el
      garantia/seguro/precio/plan/paquete/servicio que ~3 | que ~1 cubre/incluye/trae ~2 | en
      cuantas/cuantos ~3 | < {asking}? eso ~1 cuantas/cuantos ~3 | o ~1 puedo/puede/tengo_que/hay_que ~4
      | o son/es/esta/estan ~2 > | o se pierde/puede/cobra/paga ~2 | when/if/once you/i/we ~4
      do/does/is/are/can/will/should you/i/it/we/they ~3 | < {asking}?
      tienen/tiene/hacen/hace/aceptan/acepta/ofrecen/ofrece/trabajan/trabaja/incluye/incluyen/necesito/puedo/puede/pueden/se_puede/hay/es/son/esta/estan/tendran/manejan/reciben/venden/dan/cubre/cubren/atienden/debo/tengo_que
      ~2 | quisiera saber ~3 | quiero saber ~2 | me gustaria saber ~2 | una pregunta | una duda | tengo
      ~1 duda/pregunta/dudas | me puede ~1 decir/explicar ~2 | mas informacion | mas detalles | quien me
      ~2 | y si ~3`,
    unless: `
      ^ is ok/fine/good ~2 | maybe ~2 when/if ~4 | depends ~9 | que si ~9 | que me lo/la ~2 | desde que
      ~9 | tengo que ~9 | tuve que ~9 | ^ {asking}? es pal/para/pa/por/de/del/en ~9 | ^ ~2 when
      i/we/you/my/the ~4 | ^ how ~1 nice/sweet/funny/kind ~1 | ^ what a ~3 | ^ ~1 como ~1 dijo | as/like
      ~1 asked | who knows ~1 | que bueno ~1 | que bien | que tenga ~2 | como quiera | ^ ~1 que ~1
      amable ~1 | hay ~1 van/le_van ~1 | es ~1 que ~9 | ^ ~1 es el/la/un/una/de ~9 | ^ ~1 esta ~9 bien |
      have a good/great/nice/blessed ~2 | < i/we/ill/well/id have to ~5 | ^ ~1 have ~1 a ~9 | porque ~9`,
    why: 'Begins as questions do.',
  },
];
