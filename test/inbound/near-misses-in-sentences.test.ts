/** Refusals, ends and complaints about something else than being written to: a pipe, a lawsuit, a call that never came. */
import { describe, expect, it } from 'vitest';
import { understand } from '../../src/inbound/understand.ts';
import { said } from './said.ts';

const NEAR_MISSES: Readonly<Record<'en' | 'es', string>> = {
  en: `
    did you get my last message?
    the last text from you said 3pm, is that still right
    sorry I missed so many calls from you, hectic week
    how do I turn the water off until you come
    where's the off switch on the furnace?
    how do I get rid of the mold
    is there a way to turn off the pilot light myself
    do you have any more of these tiles in stock?
    I want Friday off so let's do Saturday
    do you have more of this color
    how do we stop it from coming back
    my doctor told me to stop taking it, is that a problem
    can you report this to my insurance?
    I filed a complaint against the other roofer
    my attorney will send you the contract
    I got the email but the link doesn't work
    your emails go to my junk folder, text is better
    the email you sent was blocked by our filter, can you resend
    I don't check email much
    I don't do email, can you mail me something?
    can you take the old couch out of the garage
    don't call before 9 please
    please don't send anyone until I confirm
    dont send the invoice to the old address
    Not getting your texts on this phone, try my husband 512 555 0114
    no one has called me back
    nobody contacted me about the estimate
    Sorry for all the messages!
    sorry to bother you again
    thanks for the reminder, I forgot
    I deleted the email by accident, resend?
    can you remove my old address and put the new one
    please update my number to 503 555 0181
    change my email to pat@example.com please
    take my husband off the account and add me
    my number changed, this is the new one
    I'm tired of this carpet, can't wait
    sick of looking at this kitchen lol
    I've had enough of my old dentist
    enough about me, how much is it
    I had enough quotes, yours is best
    block the driveway? no you can park on the street
    we're on the block with the church
    I'm blocked in by a truck, 10 min late
    no rush, text me whenever
    never mind the earlier text, found the address
    ignore my last text
    please ignore that, my kid had the phone
    cancel that, wrong window
    no need to reply
    no need to call back, all sorted with the scheduling
    no texts today? haha I was waiting for it
    I don't mind the texts
    don't worry about the late message
    I get off at 5, call me then
    get off the highway at exit 12 and turn left
    I'm off Monday
    take 10% off and you have a deal
    any chance you can knock 50 off?
    The technician never contacted me
    I never got any emails from you
    you guys never stop working do you! great job
    the guy wouldn't stop talking about fishing
    is this the end of the project?
    what happens if I end the contract early
    When does my subscription end?
    How do I cancel my membership
    I want to cancel my gym membership
    need to cancel the order for the blue one
    can I revoke a will?
    opt out of the arbitration clause? what do you advise
    Should I opt for the bigger unit?
    I quit smoking last year, does that lower the premium
    if the tree is removed will the stump stay
    my info: Jane Doe, 14 Elm St
    here is my number 512 555 0101
    what number do I call to pay
    I left you alone with the dog, hope he behaved
    leave the gate open please
    Do not contact my insurance yet please
    dont call my work number call this one
    please do not text while driving lol
    we don't want to spend more than 5k
    I don't want vinyl, wood only
    I don't want to lose my spot
    don't give up on us, still deciding
    how often do you send reminders
    do you guys do email marketing?
    we need help with our newsletter and ads
    harassment case, can your firm take it?
    my landlord is harassing me
    debt collector texts me nonstop, is that legal?
    I want to sue a telemarketer under TCPA, can you help?
    how do I file a complaint with the bar
    who is in charge of removing the debris
    The reminder said 3 but I booked 4
    your reminder came after the appointment lol
    the mailing list signup on your site is broken
    can I get on the mailing list?
    please add my wife to the texts too
    am I subscribed to the newsletter?
    Not spam I promise! I'm the one who filled the form
    Is this legit? looks like spam
    why do you need my phone number
    who gave you my number?
    how did you get my number
    End of month, sure
    Stop sign at the corner, then second house
    make a stop at the office first and pick up the keys
    the washer stops mid cycle
    He stopped breathing through his nose, does he need to be seen?
    the last contractor just stopped showing up
    my insurance stops covering it in January
    please tell him to stop at the gate and buzz
    do I need to stop eating before the procedure
    can I stop wearing the retainer
    will the noise ever stop? your crew starts at 6am
    that beeping needs to stop, when can you come
    i want the dripping to stop
    Unsubscribed my wife by mistake, how do I get her back on?`,
  es: `
    ¿cuántas veces hay que ir?
    la última vez que vinieron quedó muy bien
    voy a demandar a mi patrón, necesito un abogado
    mi abogado les manda los papeles el lunes
    su correo se fue a spam
    ¿hasta cuándo es la oferta?
    ¿pueden hacer que deje de gotear?
    quiero que dejen todo limpio
    que deje el paquete en la puerta
    quiero poner una demanda en contra de mi vecino
    me está molestando la muela
    perdón por molestar, ¿a qué hora abren?
    disculpe la molestia
    no quiero molestarlos pero ya es tarde
    me van a quitar la casa, necesito ayuda
    me pueden quitar los puntos el viernes?
    me sacaron una muela ayer
    ¿me pueden dar de baja la póliza vieja?
    no me manden al mismo técnico
    no me mande factura, solo recibo
    no recibo sus correos, ¿me lo mandan por whatsapp?
    no me llegó el correo
    ¿Prohíben mascotas?
    está prohibido estacionarse ahí
    me tienen contenta con el trabajo
    me cansé de esperar a los otros, ¿pueden ustedes?
    el ruido cansa, ¿cuándo terminan?
    descanse en paz mi suegro, por eso no contesté
    vayan por la calle de atrás
    estoy harta de las cucarachas
    ya no escribo más que para decir gracias
    no pare hasta ver la casa azul
    ¿llegaron mis mensajes?
    no hay mensajes nuevos, ¿quedó la cita?
    olvidé mandar la foto
    se me olvidó su nombre
    cambié de número, este es el nuevo
    borré el mensaje sin querer, ¿me lo repite?
    ¿cómo cancelo mi membresía?
    es alta o baja la presión?`,
};

describe.each(Object.entries(NEAR_MISSES))('what is refused is not to be written to (%s)', (_, table) => {
  it.each(table.trim().split('\n'))('%s', (text) => {
    expect(understand(said(text.trim())).meaning).not.toBe('opt_out');
  });
});
