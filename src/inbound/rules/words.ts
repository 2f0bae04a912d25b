/** The lists of words that rules share; folded as messages are, an underscore for a space and a star for any ending. */
import type { Words } from '../pattern.ts';

/** Subjunctives of both numbers and of every address, after “no”: mande, manden, mandes, mandeis. */
const subjunctives = (stems: string, endings: string): string =>
  stems
    .trim()
    .split(/\s+/)
    .flatMap((stem) => endings.split(' ').map((ending) => stem + ending))
    .join(' ');

/** Imperatives with whom they are about: quitenme, quitadnos, quitarlo. */
const takenAway = (stems: string, endings: string, whom: string): string =>
  subjunctives(stems, endings)
    .split(' ')
    .flatMap((form) => whom.split(' ').map((ending) => form + ending))
    .join(' ');

const AR = 'e en es eis emos';
const ER = 'a an as ais amos';
const WHOM = 'me nos lo la los las';

export const WORDS: Words = {
  stop: `
    stop quit cease discontinue halt desist refrain_from knock_off cut_out lay_off abstain_from`,
  writing: `
    texting messaging emailing mailing calling contacting writing sending bothering bugging pestering
    harassing harrassing spamming hounding annoying stalking hitting ringing phoning dialing pinging
    dming soliciting reaching_out following_up nagging blowing_up blowing_my blowin_up checking_in
    selling marketing advertising notifying badgering reminding buzzing chasing replying responding
    using_this using_my trying_to_contact trying_to_reach trying_to_sell filling_my filling_up_my
    flooding bombarding hassling poking`,
  wrote: `
    texted messaged emailed mailed called contacted reached_out followed_up responded replied answered
    returned written rang phoned`,
  day: `
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    tomorrow today noon the 1* 2* 3* 4* 5* 6* 7* 8* 9* lunes martes miercoles jueves viernes sabado domingo
    manana hoy las el`,
  weekday: `
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun`,
  slot: `
    slot spot appointment appt time opening reservation booking session visit consult consultation
    estimate tour class cleaning call window place table`,
  kin: `
    brother sister cousin nephew niece uncle aunt dad father mom mother son daughter husband wife friend
    buddy neighbor grandson grandpa grandma grandfather in_law boyfriend girlfriend roommate coworker
    nephews cousins brothers sons boys kid partner`,
  someone: `
    someone somebody another other others else different company firm guy dentist roofer lawyer attorney
    plumber contractor gym place vendor provider agency clinic school shop outfit crew electrician
    painter cleaner realtor trainer local competitor cheaper closer one`,
  wrong_thing: `
    size color colour day time date thing way place side idea tooth part parts dose amount file attachment link
    form bill invoice order model door room button app page item shade direction turn month week impression end
    exit street side foot key keys box one spelling total charge quote medication prescription with and in on
    to about`,
  reach: `
    looking_for trying_to_reach trying_to_find trying_to_contact trying_to_get trying_to_text meant_for
    intended_for meaning_to_text after searching_for want wanted need confused_with thinking_of confusing_me_with`,
  numero_es: `
    numero telefono celular cel correo linea chip movil mail`,
  erase: `
    remove delete erase retire purge expunge scrub wipe strike scratch discard trash destroy shred burn
    toss lose misplace ditch dump nix unlist withdraw take_down take_out cross_out cross_off close_out
    close scrap get_rid_of forget throw_out throw_away unsave cancel deactivate disable`,
  ours: `
    text texts message messages messaging email emails mail mails mailings call calls calling contact communication
    communications correspondence notification notifications reminder reminders alerts alert offers promos
    ads advertising marketing newsletter newsletters sms spam updates solicitation solicitations outreach
    barrage buzzing pinging dinging texting emailing list lists campaign thread conversation chat subscription
    program service harassment madness nonsense crap bs bullshit garbage junk robot bot computer machine
    automation people person team office staff company business guys you u yall this it them these those
    i me we us they he she and or but said told asked ask tell dont do not never want wants like begging
    way ways chance time reason how need please just already will would could can number phone one`,
  third: `
    insurance insurer landlord adjuster employer boss ex bank tenant tenants renter renters agent realtor
    job work neighbor neighbors reference references hoa lender mortgage accountant old_number
    work_number office_number home_number landline other_number supplier inspector parole probation`,
  write: `
    text message email mail call contact write bother bug pester harass spam ring phone reach_out
    follow_up hit_up disturb solicit notify ping dm hit_me_up buzz chase remind nag dial sms
    try_to_reach try_to_contact get_in_touch come_back_to`,
  written: `
    texted messaged emailed mailed called contacted bothered solicited disturbed spammed harassed
    pestered reminded notified followed_up marketed written on_your part_of`,
  send: `
    send sending forward text email mail`,
  us: `
    me us my our this_number that_number this_phone this_email this_address this_line here him her them`,
  messages: `
    text texts message messages email emails mail mails mailings communication communications
    correspondence contact notification notifications notices reminder reminders alerts offers promos
    promotions ads advertising advertisements marketing newsletter newsletters follow_ups followups sms
    spam blasts pings solicitation solicitations outreach updates bulletins chatter flyers texto
    robotexts robo_texts pitches bombardment barrage sales_pitches messaging texting emailing inquiries
    enquiries`,
  calls: `
    call calls phone_calls calling voicemails`,
  these: `
    the these those this that your all any of sending with getting receiving further future automated
    unwanted daily constant endless stupid damn fucking freaking incessant weekly annoying and my such
    more other sales marketing promotional business nonstop`,
  swear: `
    fucking fuckin f effing freaking frickin damn goddamn god bloody constantly even just the all ever
    already trying_to with and please`,
  dont: `
    dont do_not never not_to please_not must_not should_not shouldnt shall_not ought_not_to not_ever`,
  not: `
    dont do_not never didnt did_not no_longer not doesnt does_not wouldnt would_not`,
  wish: `
    want wanna need wish care like desire appreciate expect welcome require intend plan`,
  again: `
    again anymore any_more ever no_more any_longer from_now_on further going_forward henceforth
    in_future in_the_future at_all period`,
  list: `
    list lists database databases system systems contacts contact mailing mailings distribution records
    roster rolodex crm files file books program campaign campaigns subscription thread chain sequence
    group spreadsheet directory roll register robot machine texts emails blast phone_tree marketing
    newsletter everything drip loop mailer`,
  remove: `
    remove delete erase take drop scratch scrub strike cross purge wipe expunge pull get unlist unenroll
    deregister cut unhook cull scrap keep leave count dump nix trash ditch forget lose discard block
    disregard clear strip withdraw`,
  mine: `
    number numbers name info information details email data contact phone cell address digits
    particulars record records profile line mobile inbox file`,
  hour: `
    1 2 3 4 5 6 7 8 9 10 11 12 noon work dark dinner lunch school 8am 9am 7am 10am 5pm 6pm 7pm 8pm 9pm
    10pm monday tuesday wednesday thursday friday saturday sunday`,
  neg: `
    dont do_not didnt did_not never not`,
  filler: `
    please now thanks thank you ok okay just this it all hi hello hey sir maam me asap immediately i
    said already the yo bro dude man stopsign and so right away again for good kindly guys everything my
    im god omg ugh no por favor gracias ya senor senorita today forever bye lol message messages text
    texts service services subscription sms word magic whatever is or to`,
  key: `
    stop stopall unsubscribe cancel end quit revoke optout opt_out remove alto parar cancelar baja basta
    endd enough desist discontinue unsub detener stopsign no_mas no_more suficiente delete cease dejar
    finalizar terminar pare paren salir desuscribir eliminar`,
  ya: `
    ya por_favor favor_de favor`,
  mas: `
    mas nunca jamas por_favor otra_vez nada nunca_mas ya gracias`,
  dejen: `
    deje dejen deja dejes dejad dejar pare paren para parar parad cesen cese terminen termine basta
    parenle parele parale deben_dejar acaben bajenle bajele dejenle`,
  swear_es: `
    ya por_favor porfavor de_una_vez favor estar andar seguir me tanto andarme estarme ustedes`,
  escribir: `
    escribir* mandar* enviar* llamar* molestar* textear* mensajear* contactar* fastidiar* acosar*
    hablar* insistir* marcar* joder* chingar* fregar* spamear* buscar* hostigar* contestar* comunicar*
    usar incordiar* dar_lata dar_la_lata bombardear* mandarme chatear* recibir`,
  escriban: `
    ${subjunctives('mand envi llam molest texte mensaje contact fastidi acos marqu busqu hostigu habl comuniqu avis notifiqu bombarde incordi agobi atosigu satur and spame llegu telefone', AR)}
    ${subjunctives('escrib insist remit jod dirij recuerd ching', `${ER} e en es`)} hagan_llegar haga_llegar esten pongan_en_contacto vuelvan`,
  escribiendo: `
    escribiendo* mandando* enviando* llamando* molestando* texteando* contactando* fastidiando*
    acosando* marcando* jodiendo* insistiendo* hostigando* chingando* recordando* buscando* llegando*
    con_los_mensajes con_esto bombardeando* incordiando*`,
  quitar: `
    ${subjunctives('quit borr saqu sac elimin retir tach descart anul desactiv olvid', `${AR} a ad ar an as`)}
    ${subjunctives('suprim exclu remuev remov pierd', `${ER} e id ir er`)}`,
  quitenme: `
    ${takenAway('quit borr saqu sac elimin retir tach descart baj desapunt desactiv olvid bloque', 'e en es a ad ar as', WHOM)}
    ${takenAway('suprim exclu remuev remov desuscrib desinscrib', 'a an as e id ir', WHOM)}`,
  mensajes: `
    recordatorio aviso anuncio notificacion contacto comunicacion comunicado wasap wasaps whats mensaje mensajes mensajitos mensajito correo correos email emails texto textos sms llamadas llamada
    publicidad promociones ofertas comunicaciones notificaciones avisos recordatorios propaganda
    informacion spam whatsapps whatsapp mails mail anuncios boletines nada_de_ustedes correitos textitos`,
  numero: `
    numero telefono celular nombre datos correo email contacto informacion cel movil lista registro
    direccion cuenta ficha numerito datos_personales perfil`,
  key_hard: `
    stop stopall unsubscribe optout opt_out alto parar basta endd desist unsub stopsign no_mas no_more
    cease paren quit enough suficiente desuscribir`,
  asking: `
    and so but or ok okay hi hey hello also wait um uh please thanks well yes yeah yep sure no sorry
    quick btw lol just now then y o hola oiga oye disculpe perdon si buenas buenos tardes dias bueno
    pues entonces gracias ustedes alli ahi aqui a de en con para por desde hasta`,
  listy: `
    list lists database mailing mailings rolodex crm distribution newsletter texts emails campaign contacts drip blast
    spreadsheet directory phone_tree text_list`,
};
