/** Ways to end contact that no list of phrases holds: each says it by what it forbids, ends, takes away or threatens. */
import { describe, expect, it } from 'vitest';
import { understand } from '../../src/inbound/understand.ts';
import { said } from './said.ts';

const WAYS_OUT: Readonly<Record<'en' | 'es', string>> = {
  en: `
    I'd be grateful if the messages ended here
    Let this be your last message to me
    No further communication is necessary
    get out of my phone
    is there a setting to switch these texts off on your end
    I'll be contacting my attorney if this continues
    I do not consent
    I do not consent to this
    Please take down my number, I was never going to hire anyone
    four texts in one day is four too many, cut me from whatever this is
    mute
    would appreciate being left off future mailings
    ok you've had your fun now stop
    I'm 84 years old and I don't know how this phone works but I do not want any more of these coming in
    to the person running this number: I am not your customer. I will never be your customer. Go bother another family.
    My wife is sick and the constant buzzing wakes her. Please no more.
    Could you kindly strike us from your mailing? We've retired and sold the shop.
    Per CCPA please erase all personal data you hold on me and confirm
    whoever is doing this needs to knock it off
    can yall chill i dont want nobody texting me bout no roof
    pls dont msg again ty
    not your customer, not your friend, quit it
    I would like you to not contact me by phone or text
    You can go ahead and close out my info. I won't need reminders.
    How many times must I reply before a human reads it? I want off.
    No means no. Goodbye.
    I have no wish to keep hearing about gutters
    never message this line
    The texts stop today or I call the state attorney general
    I didn't ask to be on any list and I'd like to be off it
    your emails are going straight in the garbage so stop wasting your time
    I'd prefer that you didn't follow up any further
    Please cancel these notifications
    please end these
    can you disable the reminders
    turn off these alerts plz
    Hi yes I got your message and your other message and your other message. We are good. Please stop now haha
    don't ring, don't write, don't text
    leave my grandmother alone she doesn't need a new bathroom
    It would mean a lot if you could leave us in peace during this time
    DO NOT CONTACT ME UNLESS I CONTACT YOU FIRST
    Don't call us we'll call you
    I'm not interested and I don't want to be followed up with
    not interested please lose this contact
    Thanks, but no more follow ups needed, we went with Acme
    we already have a plumber. kindly quit reaching out
    That's the 6th email this week. Take the hint.
    i told the girl on the phone NO MORE TEXTS
    who do i talk to about getting taken off this
    Do I need to get a lawyer to make this end?
    Tell your robot to quit
    this number is on the DNC registry, you owe me $500 per text
    wrong person and don't text back
    I work nights. Your 9am texts wake me up. Enough.
    I don't accept unsolicited messages
    Please be advised that I no longer authorize your office to send me text messages.
    cease all communications immediately
    Hello my phone bill is charge me for every message so please you don't send no more
    I not want receive. Please no send.
    Sir please I no want this message no more thank you
    hey so my mom gave you my number and I'm not into it. can you drop me from the texts
    Unless my house is on fire I don't want to hear from you
    why am I still on this list
    please withdraw my inquiry and do not follow up
    F*** off
    s t o p texting
    Stoppppp
    stop pls ur annoying
    you're blocked
    blocking u now bye
    Reported to my carrier as junk
    Please do not use this number for marketing
    You don't have my permission to text me
    I thought I already unsubscribed??
    I sent STOP yesterday and here you are again
    i said stop last week
    why am i getting this after i replied stop
    Hi, this is Dan's wife. He passed in June. Please don't send him anything more.
    Text messages are not welcome at this number
    Please only contact me by mail from now on, no texts
    email only. don't text
    no thank you and please no more texts about it
    I really don't need these every day. Remove.
    Please discontinue
    delete my details and have a nice life
    Go away!
    for crying out loud leave me out of this
    nope. dont. text. me.
    I am asking you as politely as I can to discontinue this correspondence
    get my number out of there
    your company is dead to me, dont ever darken my inbox again`,
  es: `
    Hágame el favor de no volver a comunicarse conmigo
    que me dejéis en paz
    no me escribáis más
    dejad de enviarme cosas
    dadme de baja ya
    borrad mis datos, por favor
    sacadme de vuestra base de datos
    me gustaría no recibir más avisos
    ya me tienen cansado con tanto recordatorio
    ya cásense con otro, no conmigo. No más
    ¿cómo le hago para que ya no me lleguen?
    no quiero seguir recibiendo esto
    solicito la eliminación de mis datos personales
    por favor eliminen mi contacto
    no vuelvan a marcarle a mi mamá
    a mi mamá ya no le manden nada, está enferma
    este celular es del trabajo, no manden mensajes aquí
    ya párale con los mensajitos compa
    no moleste más, señorita
    le pido de la manera más atenta que deje de contactarme
    bájenme de la lista
    me borran de ahí x favor
    dejen de insistir, no voy a comprar nada
    Ya les había dicho que no quería más correos
    stop ya
    no autorizo el uso de mi número
    revoco el consentimiento
    quiero cancelar los mensajes
    desactiven mi número de su sistema
    que pesados, dejen de mandar tanta cosa
    pinches mensajes ya no manden
    si me vuelven a escribir los denuncio
    Ni un mensaje más, por favor
    no hace falta que me escriban más
    no más llamadas ni textos
    prefiero que no me contacten
    olvídenme
    le agradeceré que me retire de su directorio
    favor de no molestar
    ya no sigan
    ya estuvo, no quiero saber de ustedes
    no me interesa, quítame
    mi número no es para propaganda
    no deseo más contacto de su parte`,
};

describe.each(Object.entries(WAYS_OUT))(
  'who ends contact in a sentence of his own (%s) is found',
  (_, table) => {
    it.each(table.trim().split('\n'))('%s', (text) => {
      expect(understand(said(text.trim())).meaning).toBe('opt_out');
    });
  },
);
