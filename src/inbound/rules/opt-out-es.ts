/** Who wants no more messages, in Spanish: every way that we have seen or could think of. */
import type { Rule } from './rule.ts';

export const OPT_OUT_ES: readonly Rule[] = [
  {
    id: 'baja/dejar-de-escribir',
    meaning: 'opt_out',
    languages: ['es'],
    says: `
      no ~1 quiero/queremos/deseo/deseamos/quisiera/acepto ser ~1 contactad*/molestad*/llamad*/buscad* |
      no mande/manden/envie/envien/mandes ~1 publicidad/{mensajes}/cosas/nada/propaganda | de no ~1
      {escribir} | favor de no ~1 {escribir} | le/les/te prohibo ~4 | queda*/tienen/esta prohibid* ~2
      {escribir}/contactar*/usar | no me gusta* ~3 {mensajes} | no ~1
      recibir/seguir_recibiendo/volver_a_recibir ~2 {mensajes}/esto/nada/estos/mas | no hace/hay
      falta/necesidad ~1 que ~2 {escriban} ~2 mas/nunca | prefiero/preferimos/preferiria que ~1 no ~1
      me/nos ~1 {escriban} | no es para ~2 {mensajes} | no quiero saber de ustedes/usted/ti/vosotros |
      exijo ~6 {mensajes}/{escribir}/baja/cese/{dejen}/{quitar}/{escriban} | metanse ~3 | que no ~2
      {escriban} | favor ~2 no ~1 {escriban} | {dejen} de ~2 {escribiendo} | ni ~1 me ~1 {escriban} | no
      ~1 acepto/autorizo/permito ~3 | ya ~1 les/le/te dije ~2 no | salganse/salgase/salte ~3 de ~3 |
      fuera de mi vida/telefono/celular/correo/casa | {dejen} {swear_es}? de {swear_es}? {escribir} |
      {dejen} {swear_es}? con ~2 {mensajes} | basta/suficiente de/con ~3 {mensajes} | ya basta | basta
      ya | < basta > | < basta por_favor/ya/con | {ya} no me/nos/le/les/lo/la/los ~2 {escriban} | no
      me/nos/le/les/lo/la/los ~2 {escriban} | {ya} no {escriban} | no {escriban} {mas} | no {escriban} >
      | no vuelva/vuelvan/vuelvas a {escribir} | no ~1 vuelvan/vuelva/vuelvas ~2 {escribir} | no ~2
      sigan/siga/sigas ~2 {escribiendo} | que no ~1 me/nos/le/les ~2 {escriban}/anden/esten | no ~1
      me/nos anden/ande/andes/andeis/esten/este/estes/esteis ~1 {escribiendo} | no
      quiero/queremos/deseo/deseamos/necesito/necesitamos/ocupo/ocupamos/quisiera/autorizo/acepto/pienso/quiere/desea
      que ~2 me/nos/le/les | no ~1 seguir recibiendo | dejar de recibir | dejen/deje/deja ya |
      paren/pare/para ya | < paren | < ya paren | < ya parenle | parenle/parele/parale ~4 | ya pare | ya
      paren | absteng* ~3 | abstenerse ~3 | evite/eviten ~2 {escribir}/{mensajes} | eviten/evite/evitar
      seguir | no insista/insistan/insistas | ya no insist* | no moleste/molesten/molestes/molestar ~1 |
      no ~1 me ~2 molest* | no ~1 fastidi* | que ~1 paren/pare/pares > | ya no se ~1
      comuni*/contact*/pong* ~2 | que ~1 sea el/la ultimo/ultima ~3 | no ~1 se comuni*/pong*/dirij* ~1
      conmigo/con_nosotros/en_contacto ~2 | ni ~1 les/le ~1 {escriban} ~2 ni | apague*/apaga/apagar
      esto/{mensajes}/estos/ya | apaguenlo/apaguelo/apaguenlos | no ~1 me/nos ~1
      esperes/esperen/espereis mas | recibir ~5 .? tampoco/ya_no ~3 |
      cese/cesen/detenga/detengan/suspenda/suspendan/suspender/cesar ~3
      {mensajes}/{escribir}/envio/envios/esto | detenganse | no contactar ~2 | no contacten ~2 | no ~1
      volver a {escribir} | no ~1 entiende* que ~1 no | que parte ~2 no ~3 | hasta cuando ~3
      {mensajes}/{escribiendo}/van/voy/vamos/siguen/{escribir} | ya no sigan/siga/sigas > | respet* mi
      privacidad/descanso/decision/tiempo | hasta ~1 coronilla/gorro/madre/narices/copete | no {escriban} ~1 aqui/aca/por_aqui/a_este/a_esta/al | abstuv* ~2 |
      {dejen} de usarl* ~4 | ahorr* ~1 los/las/sus/tus ~1 {mensajes}/recordatorios/avisos |
      no ~1 hay/hace/existe necesidad/falta ~1 que ~2 sigan/siga/sigas ~1 {escribiendo} | ya no ~2 va/van a llegar* |
      ya no me/nos ~1 llegue/lleguen/llegara/llegaran | no ~3 me/nos escribieran/escribiera/llamaran/llamara/mandaran/mandara ~2`,
    why: 'Asks that the writing end.',
  },
  {
    id: 'baja/no-mas-mensajes',
    meaning: 'opt_out',
    languages: ['es'],
    says: `
      no mas ~2 {mensajes}/llamadas/publicidad | {ya}? no mas > | no mas por favor | no mas gracias | ya
      no mas | {ya}? ni un/uno ~2 mas | ningun/ni_un/ni_una ~1 {mensajes} mas | no ~1
      quiero/queremos/deseo/deseamos/necesito/ocupo/quisiera/pienso/pedi/soporto/aguanto ~1 recibir ~4 |
      no ~1 quiero/queremos/deseo/deseamos/necesito/ocupo/quisiera ~2 mas ~2 {mensajes}/nada/llamadas |
      no ~1 quiero/queremos/deseo/necesito/ocupo ~2 {mensajes} | no quiero saber ~1 mas/nada ~3 | no
      quiero nada ~1 mas ~1 de/con ustedes/usted | no ~1 envien/envie/manden/mande/enviar/mandar ~1 nada
      | no le/me ~2 enviaran/mandaran/envien/manden ~2 | demasiados/tantos/muchos ~1 {mensajes} |
      hart*/cansad*/fastidiad*/aburrid*/agobiad*/saturad* ~1 de/con ~3 {mensajes}/que/ustedes/recibir |
      me tienen harto/harta/hasta | vuelve/vuelva/vuelven/sigue/siguen ~1
      a_llegarme/llegandome/llegarme/a_llegar/llegando ~4 | si ~1 me/nos vuelven/vuelve/siguen/sigue ~4
      | otro/un ~1 {mensajes} mas y ~3 | una llamada mas y | stop | no ocupo que ~2 | ya no ~2
      {mensajes} | no {mensajes} por_favor/gracias/mas | sin mas {mensajes} | cero {mensajes} | no me
      interesa recibir ~2 | no me interesa que me ~2 | no ~1 interesado/interesada en recibir |
      {mensajes} no deseados/solicitados | no solicit* ~2 {mensajes} | tampoco ~1 quiero/queremos/deseo/necesito ~1 recibir/otro/otra/mas ~3 |
      por mensaje/texto/sms/mensajes/whatsapp ~3 ya_no ~1 | ya no por mensaje/texto/sms/mensajes/whatsapp |
      otro/otra/uno_mas y ~5 abogado/abogada/denuncia/profeco/policia/bloqueo/reporto/denuncio/demando`,
    why: 'Wants none of what we send.',
  },
  {
    id: 'baja/de-la-lista',
    meaning: 'opt_out',
    languages: ['es'],
    says: `
      {quitenme} ~1 ya/por_favor/de/> | me/nos ~1 {quitar} de/ya/por_favor/> | {quitar} ~1
      mi/mis/este/nuestro/nuestros/ese/el_mio ~2 {numero} | {quitar} ~3 de ~2
      su/sus/tu/tus/vuestra/vuestras/la/esta/esa ~2
      lista/listas/base/registro/registros/sistema/archivos/ficheros/directorio/agenda/envios/contactos/grupo/campana
      | {quitar} ~1 me/nos | puede*/podeis/podrian ~1 {quitar} de aqui/ahi/esto/esta |
      dadme/dadnos/denme/dame/deme ~1 de ~1 baja | eliminacion/supresion/borrado de mis ~2 |
      borrenos/quitenos/saquenos/eliminenos/borrennos/quitennos/saquennos/eliminennos | desactiv* ~3
      {mensajes} | lista de no ~1 | olvid* ~1 de mi/nosotros ~1 | me quiero salir | salir/salirme ~2 de
      ~2 lista/grupo | como ~1 me salgo/quito/borro/doy_de_baja | me ~1
      borren/quiten/eliminen/saquen/retiren/borre/quite/elimine/saque/retire | cancel* ~3
      envio/envios/suscripcion/{mensajes} |
      quitenme/quiteme/quitame/saquenme/saqueme/sacame/borrenme/borreme/borrame/eliminenme/elimineme/eliminame/bajenme/bajeme/olvidenme/olvideme/olvidame/desuscribanme/desuscribame/suprimanme/suprimame/retirenme/retireme/remuevanme/remuevame/excluyanme/excluyame/eliminarme/borrarme/quitarme/sacarme/desuscribirme/desapuntarme/desapuntenme/desapunteme/desapuntame/desinscribirme/bloqueenme
      |
      quite/quiten/quita/quitar/saque/saquen/saca/sacar/borre/borren/borra/borrar/elimine/eliminen/elimina/eliminar/olvide/olviden/olvida/pierda/pierdan/suprima/suprimir/retire/retiren/retirar/remueva/remuevan/tire/tiren/quitan/tache/tachen/tachar/descarten
      ~1 mi/mis/este/nuestro/nuestros/a_mi/sus/el_mio/ese ~2 {numero} |
      quiten/saquen/borren/eliminen/quite/saque/borre/elimine/quita/saca/borra a_mi/a_mis/ese/este/el ~3
      | de ~3 lista/listas/registro/registros/base_de_datos/sistema/campana ~1 > | fuera de ~1 lista |
      dar/dame/deme/denme/dando/darme/darnos/dar_me/causar/solicito/quiero/quisiera/pido/pedir/tramitar/de/den
      ~1 de? la? baja | darme de baja | deme/denme/dame ~1 baja | me den/de/des/dan/da/doy/daban ~1 baja
      | dar/darme/darnos/demen/dame/denme/dadme/dadnos ~3 de baja | la baja ~1 > | baja
      por_favor/gracias/ya/inmediata/definitiva | < baja | desuscri* ~1 | desinscri* ~1 |
      anular/anulen/anule/cancelar/cancelen/cancele/cancelame/cancela ~2
      suscripcion/inscripcion_a_los/{mensajes}/avisos/envios/recordatorios/notificaciones/publicidad |
      alto a ~3 | < alto | < alto ya | parar ~2 {mensajes} | parar por favor | parar esto | cancelen
      esto | no autorizo | revoco | retiro mi consentimiento | sin mi
      consentimiento/permiso/autorizacion | no di ~2 consentimiento/permiso | derecho al olvido |
      derechos arco | derecho de ~1 supresion/cancelacion/oposicion | me ~1
      pueden/puede/podrian/podria/puedes ~1 sacar/quitar/borrar/eliminar/dar_de_baja | me
      borran/quitan/sacan/eliminan | borrenlo/borrelo/eliminenlo/quitenlo/saquenlo/eliminelo ~2 | lo/la/los/las ~1 pueden/puede ~1 quitar/borrar/sacar/eliminar ~1 de_una_vez/ya/>`,
    unless: `
      no me/nos ~1 borren/quiten/saquen/eliminen/borre/quite/saque/elimine`,
    why: 'Wants the number or the name off whatever list we keep.',
  },
  {
    id: 'baja/en-paz',
    meaning: 'opt_out',
    languages: ['es'],
    says: `
      dejenme/dejeme/dejame/dejennos/dejenos/dejanos ~1
      en_paz/tranquilo/tranquila/tranquilos/vivir/en_pas/quieto/quieta | dejen/deje/deja
      de_chingar/de_joder/de_fregar/de_molestar/en_paz ~1 | en paz |
      chinguen/chinga/chingue/jodan/joder/jodanse ~2 | vayanse/vayase/vete ~1 a/al ~2 | vayan al
      diablo/carajo/infierno | larguense/largate/larguese | pudranse | acoso | acosando | es acoso |
      voy/vamos a ~1
      bloquearl*/bloquearte/reportarl*/reportarte/denunciarl*/denunciarte/demandarl*/demandarte/quejarme
      | voy/vamos a ~1 bloquear/reportar ~1 este/su/el/ese/esto | los/lo/las/te/les ~2
      bloquear*/bloqueo/bloquee/reportar*/reporto/reporte/denunciar*/denuncio/denuncie/demandar*/demando/bloqueare
      | bloqueados/bloqueado/bloqueada/bloqueadas | queja/denuncia/demanda ~1 en/ante/contra ~1
      profeco/condusef/consumidor/proteccion/agencia/policia/ustedes/ellos/fcc | profeco | les/los/le/te
      ~1 poner/pongo ~2 denuncia/queja/demanda | pongo la queja/denuncia | repep | condusef | lista
      robinson | mi abogado se ~3 | hablo/hable con mi abogado | < spam > |
      es/esto_es/puro/pinche/mandan/mandando/tanto/basta_de/reportado_como/marcado_como spam |
      hostigamiento | hostigando | ultima advertencia | ultima vez que ~1 les/le/te/lo/se_lo ~1
      digo/pido/aviso/advierto/repito | cuantas veces ~2
      tengo/tenemos/hay_que/quieren/quiere/debo/les/le ~2
      decir*/pedir*/repetir*/digo/dije/dicho/escribir* | por que ~2 siguen/sigue/insisten/insiste ~3 |
      siguen/sigue ~1 {escribiendo} | ya ~1 cansan/cansaron | ya chole | ya estuvo ~3 | ya
      dejen/deja/dejenme/dejame/dejeme ~2 | ya deje > | ya deje ~1 de {escribir}/estar/andar/seguir | no
      molestar | que fastidio ~4 | largo de aqui | callense | callate | callese | no joda/jodan/jodas |
      no chinguen/chingues | me estan molestando | molestando`,
    why: 'Sends us away, or threatens.',
  },
];
