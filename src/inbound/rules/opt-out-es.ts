/** Who wants no more messages, in Spanish: every way that we have seen or could think of. */
import type { Rule } from './rule.ts';

export const OPT_OUT_ES: readonly Rule[] = [
  {
    id: 'baja/dejar-de-escribir',
    meaning: 'opt_out',
    languages: ['es'],
    says: `
      no ~1 quiero/queremos/deseo/deseamos/quisiera/acepto ser ~1 contactad*/molestad*/llamad*/buscad* |
      no mande/manden/envie/envien/mandes ~1 publicidad/{mensajes}/cosas/nada/propaganda |
      de no ~1 {escribir} | prohib* ~4 | no me gusta* ~3 {mensajes} | no quiero saber de ~2 | exijo ~4 |
      metanse ~3 | que no ~2 {escriban} | favor ~2 no ~1 {escriban} | {dejen} de ~2 {escribiendo} |
      ni ~1 me ~1 {escriban} | no ~1 acepto/autorizo/permito ~3 | ya ~1 les/le/te dije ~2 no |
      salganse/salgase/salte ~3 de ~3 | fuera de mi ~2 | {dejen} {swear_es}? de {swear_es}? {escribir} |
      {dejen} {swear_es}? con ~2 {mensajes} | basta/suficiente de/con ~3 {mensajes} | ya basta |
      basta ya | < basta | {ya} no me/nos/le/les/lo/la/los ~2 {escriban} |
      no me/nos/le/les/lo/la/los ~2 {escriban} | {ya} no {escriban} | no {escriban} {mas} |
      no {escriban} > | no vuelva/vuelvan/vuelvas a {escribir} |
      no ~1 vuelvan/vuelva/vuelvas ~2 {escribir} | no ~2 sigan/siga/sigas ~2 {escribiendo} |
      que no ~1 me/nos/le/les ~2 {escriban}/anden/esten |
      no ~1 me/nos anden/ande/andes/esten/este ~1 {escribiendo} |
      no quiero/queremos/deseo/deseamos/necesito/necesitamos/ocupo/ocupamos/quisiera/autorizo/acepto/pienso/quiere/desea que ~2 me/nos/le/les |
      no ~1 seguir recibiendo | dejar de recibir | dejen/deje/deja ya | paren/pare/para ya | < paren |
      < ya paren | < ya parenle | parenle/parele/parale ~4 | ya pare | ya paren | absteng* ~3 |
      abstenerse ~3 | evite/eviten ~2 {escribir}/{mensajes} | eviten/evite/evitar seguir |
      no insista/insistan/insistas | ya no insist* | no moleste/molesten/molestes/molestar ~1 |
      no ~1 me ~2 molest* | no ~1 fastidi* | que dejen/deje/dejes/paren ~2 |
      cese/cesen/detenga/detengan/suspenda/suspendan/suspender/cesar ~3 {mensajes}/{escribir}/envio/envios/esto |
      detenganse | no contactar ~2 | no contacten ~2 | no ~1 volver a {escribir} |
      no ~1 entiende* que ~1 no | que parte ~2 no ~3 | hasta cuando ~4 | respet* mi ~1 |
      hasta ~1 coronilla/gorro/madre/narices/copete`,
    why: 'Asks that the writing end.',
  },
  {
    id: 'baja/no-mas-mensajes',
    meaning: 'opt_out',
    languages: ['es'],
    says: `
      no mas ~2 {mensajes}/llamadas/publicidad | {ya}? no mas > | no mas por favor | no mas gracias |
      ya no mas | {ya}? ni un/uno ~2 mas | ningun/ni_un/ni_una ~1 {mensajes} mas |
      no ~1 quiero/queremos/deseo/deseamos/necesito/ocupo/quisiera/pienso/pedi/soporto/aguanto ~1 recibir ~4 |
      no ~1 quiero/queremos/deseo/deseamos/necesito/ocupo/quisiera ~2 mas ~2 {mensajes}/nada/llamadas |
      no ~1 quiero/queremos/deseo/necesito/ocupo ~2 {mensajes} | no quiero saber ~1 mas/nada ~3 |
      no quiero nada ~1 mas ~1 de/con ustedes/usted |
      no ~1 envien/envie/manden/mande/enviar/mandar ~1 nada |
      no le/me ~2 enviaran/mandaran/envien/manden ~2 | demasiados/tantos/muchos ~1 {mensajes} |
      harto/harta/hartos/cansado/cansada/fastidiado ~1 de ~3 {mensajes}/que/ustedes/recibir |
      me tienen harto/harta/hasta |
      vuelve/vuelva/vuelven/sigue/siguen ~1 a_llegarme/llegandome/llegarme/a_llegar/llegando ~4 |
      si ~1 me/nos vuelven/vuelve/siguen/sigue ~4 | otro/un ~1 {mensajes} mas y ~3 | una llamada mas y |
      stop | no ocupo que ~2 | ya no ~2 {mensajes} | no {mensajes} por_favor/gracias/mas |
      sin mas {mensajes} | cero {mensajes} | no me interesa recibir ~2 | no me interesa que me ~2 |
      no ~1 interesado/interesada en recibir | {mensajes} no deseados/solicitados |
      no solicit* ~2 {mensajes}`,
    why: 'Wants none of what we send.',
  },
  {
    id: 'baja/de-la-lista',
    meaning: 'opt_out',
    languages: ['es'],
    says: `
      borrenos/quitenos/saquenos/eliminenos/borrennos/quitennos/saquennos/eliminennos |
      desactiv* ~3 {mensajes} | lista de no ~1 | olvid* ~1 de mi/nosotros ~1 | me quiero salir |
      salir/salirme ~2 de ~2 lista/grupo | como ~1 me salgo/quito/borro/doy_de_baja |
      me ~1 borren/quiten/eliminen/saquen/retiren/borre/quite/elimine/saque/retire |
      cancel* ~3 envio/envios/suscripcion/{mensajes} |
      quitenme/quiteme/quitame/saquenme/saqueme/sacame/borrenme/borreme/borrame/eliminenme/elimineme/eliminame/bajenme/bajeme/olvidenme/olvideme/olvidame/desuscribanme/desuscribame/suprimanme/suprimame/retirenme/retireme/remuevanme/remuevame/excluyanme/excluyame/eliminarme/borrarme/quitarme/sacarme/desuscribirme/desapuntarme/desapuntenme/desapunteme/desapuntame/desinscribirme/bloqueenme |
      quite/quiten/quita/quitar/saque/saquen/saca/sacar/borre/borren/borra/borrar/elimine/eliminen/elimina/eliminar/olvide/olviden/olvida/pierda/pierdan/suprima/suprimir/retire/retiren/retirar/remueva/remuevan/tire/tiren/quitan/tache/tachen/tachar/descarten ~1 mi/mis/este/nuestro/nuestros/a_mi/sus/el_mio/ese ~2 {numero} |
      quiten/saquen/borren/eliminen/quite/saque/borre/elimine/quita/saca/borra a_mi/a_mis/ese/este/el ~3 |
      de ~3 lista/listas/registro/registros/base_de_datos/sistema/campana ~1 > | fuera de ~1 lista |
      dar/dame/deme/denme/dando/darme/darnos/dar_me/causar/solicito/quiero/quisiera/pido/pedir/tramitar/de/den ~1 de? la? baja |
      darme de baja | deme/denme/dame ~1 baja | me den/de/des/dan/da/doy/daban ~1 baja | dar ~3 de baja |
      la baja ~1 > | baja por_favor/gracias/ya/inmediata/definitiva | < baja | desuscri* ~1 |
      desinscri* ~1 |
      anular/anulen/anule/cancelar/cancelen/cancele/cancelame/cancela ~2 suscripcion/inscripcion_a_los/{mensajes}/avisos/envios/recordatorios/notificaciones/publicidad |
      alto a ~3 | < alto | < alto ya | parar ~2 {mensajes} | parar por favor | parar esto |
      cancelen esto | no autorizo | revoco | retiro mi consentimiento |
      sin mi consentimiento/permiso/autorizacion | no di ~2 consentimiento/permiso | derecho al olvido |
      derechos arco | derecho de ~1 supresion/cancelacion/oposicion |
      me ~1 pueden/puede/podrian/podria/puedes ~1 sacar/quitar/borrar/eliminar/dar_de_baja |
      me borran/quitan/sacan/eliminan | borrenlo/borrelo/eliminenlo/quitenlo/saquenlo/eliminelo ~2`,
    why: 'Wants the number or the name off whatever list we keep.',
  },
  {
    id: 'baja/en-paz',
    meaning: 'opt_out',
    languages: ['es'],
    says: `
      dejenme/dejeme/dejame/dejennos/dejenos/dejanos ~1 en_paz/tranquilo/tranquila/tranquilos/vivir/en_pas/quieto/quieta |
      dejen/deje/deja de_chingar/de_joder/de_fregar/de_molestar/en_paz ~1 | en paz |
      chinguen/chinga/chingue/jodan/joder/jodanse ~2 | vayanse/vayase/vete ~2 | vayan al ~1 |
      larguense/largate/larguese | pudranse | acoso | acosando | es acoso |
      voy/vamos a ~1 bloquear*/reportar*/denunciar*/demandar*/quejarme |
      los/lo/las/te/les ~2 bloquear*/bloqueo/bloquee/reportar*/reporto/reporte/denunciar*/denuncio/denuncie/demandar*/demando/bloqueare |
      bloqueados/bloqueado/bloqueada/bloqueadas | queja/denuncia/demanda en/a/ante/por ~2 | profeco |
      poner ~2 denuncia/queja/demanda | pongo la queja/denuncia | repep | condusef | lista robinson |
      mi abogado | spam | hostigamiento | hostigando | ultima advertencia | ultima vez que ~3 |
      cuantas veces ~5 | por que ~2 siguen/sigue/insisten/insiste ~3 | siguen/sigue ~1 {escribiendo} |
      cansan | ya chole | ya estuvo ~3 | ya deje/dejen/deja/dejenme/dejame/dejeme ~2 | no molestar |
      fastidio | largo de aqui | callense | callate | callese | no joda/jodan/jodas |
      no chinguen/chingues | me estan molestando | molestando`,
    why: 'Sends us away, or threatens.',
  },
];
