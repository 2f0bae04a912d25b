/** In how many ways people end contact: each must be found, whatever it does not say. */
import { describe, expect, it } from 'vitest';
import { understand } from '../../src/inbound/understand.ts';
import { said } from './said.ts';

const WAYS_OUT: Readonly<Record<string, string>> = {
  'in one word or a few': `
    stop
    STOP!!!
    Stop.
    stopp
    STOOOP
    Sotp
    STPO
    unsub
    Unsubscribe me
    unsuscribe
    un-subscribe
    opt out
    opt-out pls
    optout please
    remove
    Remove me
    remove please
    remove number
    delete me
    delete my number
    end this
    quit it
    quit texting
    no more
    no more texts please
    enough
    enough already
    STOP 🛑
    🛑
    🖕
    🛑🛑🛑
    pls stop
    stop it
    stop this
    stop texting
    go away
    leave me alone
    fuck off
    piss off
    block
    DNC
    do not contact
    do not text`,
  politely: `
    Hi, could you please take me off your list? Thank you!
    I would appreciate it if you didn't text me anymore
    Kindly remove my number from your records
    Thank you but I'd rather not get these messages
    I'd prefer not to be contacted again
    Please discontinue all messages to this number
    please cease communication
    I no longer wish to receive texts from you
    We no longer want to hear from you, thanks
    Would you mind not texting me
    Please don't reach out to me again
    No need to contact me again
    please dont message me any longer
    I am not interested, please remove me from your list
    not interested, remove
    not interested, stop
    Not interested. Please do not call or text.
    No thank you, take me off
    Already hired someone, please stop messaging
    Thanks for your help but we're all set, no further messages please
    I asked to be removed from this list
    Please withdraw my consent to receive texts
    I revoke my consent to be contacted
    Please take us off your mailing list
    Please make sure I don't get any more of these emails
    You can take my name off your list, I found someone
    you can stop texting now
    you can quit following up
    you guys don't have to keep texting me`,
  angrily: `
    STOP FUCKING TEXTING ME
    quit blowing up my phone
    lose my number
    lose this number!!!
    forget my number
    Erase my number
    Get lost
    Stop spamming me
    this is spam
    Spam
    stop harassing me
    This is harassment
    quit bugging me
    quit bothering me!
    stop bothering us
    How many times do I have to tell you to stop
    I already told you to stop
    I said STOP
    I said no. Stop asking.
    What part of stop do you not understand
    for the last time leave me alone
    don't ever text me again
    Never contact me again
    never call this number again
    dont text this phone no more
    don't hit me up no more
    stop hitting my line
    get me off this damn list
    Do you people ever stop?? take me off
    if you text me one more time I'm blocking you
    I'm going to block you
    blocking this number
    reported as spam
    reporting this number to my carrier
    I am reporting you to the FCC
    I'm on the do not call list
    My number is on the national do not call registry
    You are violating the TCPA
    next text and you'll hear from my lawyer
    Any further contact will be considered harassment
    Cease and desist
    I will sue you if you keep texting me
    gtfo my phone
    wtf stop
    omg stop already
    ugh enough with the texts
    do not under any circumstances call me again
    enough with these messages
    knock it off
    cut it out
    give it a rest
    I don't want your texts
    I don't want any more of these
    I do not want to be contacted
    nobody asked you to text me, stop it
    I'm sick of these messages
    tired of getting these texts
    these texts need to stop
    the texts have to end`,
  'as a question, or with scorn': `
    how do I get off this list
    how do I make this stop?
    How do I unsubscribe?
    how can I opt out of these
    where do I unsubscribe from this
    can you stop texting me?
    can u take me off ur list
    Can I be removed from this list?
    will you please stop
    Why do you keep texting me? Stop
    why are you still texting me
    why won't you leave me alone
    why won't you people just go away
    how do I make you stop
    what will make you stop texting
    what do I have to do to get you to stop texting
    Is there a way to stop these texts
    oh great another text from you. take me off
    wow do you ever give up? leave me be
    thanks for text number 50, now stop`,
  'with other things in the message': `
    wrong person, and stop
    Wrong number. Take me off your list.
    You have the wrong number, don't text me again
    This isn't Maria, stop texting me
    I found another roofer last week so please quit sending me these
    We moved to Ohio in March so there is no point, please remove our number. Have a good day
    My husband passed away. Please do not contact this number again
    I'm at work and my phone keeps going off, stop sending these
    Your price was too high and I told the guy so. Don't text me anymore.
    The appointment went fine but please stop with the reminders
    I only wanted a quote, not a hundred texts. Unsubscribe.
    I just wanted the price, I didn't sign up for all these texts, opt me out
    Ok period stop texting me please period
    hey it's Dan comma please take me off the texting list thanks
    please just email me, stop the texts
    Email is fine but don't text me`,
  'in misspelled haste': `
    plz stp txting me
    stop txtng me
    dont txt me
    do nt text me
    stop texing me
    unsubcribe
    unsubscibe
    unsuscribeme
    remve me
    take me of your list
    take me off you're list
    leave me alon
    stop mesaging me
    stop messging this number
    no mor texts`,
  'in Spanish': `
    alto
    parar
    pare
    paren
    para ya
    ya basta
    basta
    basta de mensajes
    ya no más mensajes
    no más
    baja
    dar de baja
    denme de baja
    quiero darme de baja
    me quiero dar de baja de esta lista
    cancelar suscripción
    borrenme
    bórrenme de su lista
    borra mi número
    borren mi numero
    eliminen mi número
    elimíname de la lista
    sáquenme de la lista
    quítenme de la lista de mensajes
    quítenme de su lista
    saquenme de su lista por favor
    sáquenme de ahí
    dejen de molestar
    deje de escribirme
    dejen de mandarme mensajes
    deja de mandar mensajes
    dejen de estar chingando
    ya no me manden
    ya no me manden nada
    ya no me escriban
    ya no me hablen
    ya no quiero recibir mensajes
    ya no quiero que me contacten
    no me escriban más
    no me escriba
    no me mande mensajes
    no me llamen
    no me vuelvan a escribir
    no me vuelva a contactar
    no vuelvan a llamar a este número
    no molesten
    no moleste
    no me molesten por favor
    déjenme en paz
    dejame tranquilo
    no quiero más mensajes
    no quiero que me escriban
    no deseo recibir más información
    no deseo ser contactado
    les pido que no me envíen más correos
    por favor no me envien mas
    le agradecería que ya no me mandara mensajes
    no estoy interesada, ya no me manden mensajes
    número equivocado, no escriban más
    los voy a reportar
    los voy a bloquear
    los voy a demandar si siguen
    esto es acoso
    cómo hago para no recibir más mensajes
    cómo me doy de baja
    cómo cancelo estos mensajes
    pueden dejar de escribirme?
    ¿me pueden quitar de la lista?
    ya les dije que no me escriban
    ya le dije que paren
    ya estuvo bueno de mensajes
    qué fastidio con tantos mensajes, quítenme
    olvídense de mi número
    olvidate de mi
    pierdan mi número
    suspendan los mensajes
    detengan los mensajes
    stop con los mensajes
    ya párenle
    párenle a sus mensajes
    vayanse al diablo
    no jodan
    no chinguen
    yo no pedí esto, bórrenme
    ya contraté a otro, por favor no me sigan escribiendo
    no sigan mandando mensajes
    no insistan
    ya no insistan por favor`,
};

const rows = Object.entries(WAYS_OUT).flatMap(([how, table]) =>
  table
    .trim()
    .split('\n')
    .map((text) => [how, text.trim()] as const),
);

describe('who ends contact is found', () => {
  it.each(rows)('%s: %s', (_, text) => {
    expect(understand(said(text)).meaning).toBe('opt_out');
  });
});
