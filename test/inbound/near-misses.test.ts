/** What only sounds like an end of contact: none of it may silence a business. */
import { describe, expect, it } from 'vitest';
import { understand } from '../../src/inbound/understand.ts';
import { said } from './said.ts';

const NEAR_MISSES: Readonly<Record<string, string>> = {
  stop: `
    I'll stop by at 5
    can I stop by tomorrow
    is it ok if we stop in on Saturday
    I'll stop at the store first
    my husband will stop over after work
    don't stop now, it looks great
    please don't stop the work on my account
    I can't stop thinking about that kitchen
    the bleeding won't stop
    It won't stop leaking
    how do I stop the leak until you get here
    how do I stop my gums from bleeding?
    the water stopped working
    my toilet won't stop running
    stop worrying, we'll be there
    we stopped using the other company
    I stopped going to my old gym
    what made you stop offering the group class?
    does the medicine stop the pain
    can you make the dog stop barking?
    is there a bus stop near you
    one stop shop huh?
    non-stop rain here, let's wait
    I need to stop smoking
    is it ok to stop taking ibuprofen before the cleaning?
    where does the warranty stop?
    the AC stopped cooling last night
    will the insurance stop paying
    can you stop the foreclosure?
    can you help me stop the eviction
    traffic is stopped, running late
    I want to stop renting and buy
    do you stop at 5 or 6
    the alarm keeps stopping
    it started and stopped again`,
  'cancel, end, quit': `
    cancel my appointment
    cancel my appointment please
    I need to cancel Thursday
    can I cancel and reschedule
    do you have a cancellation fee?
    what's your cancellation policy
    can I cancel anytime?
    if I join can I quit whenever I want
    cancel the 3pm and give me the 4pm
    when does the sale end
    end of the month works
    by the end of the week
    at the end of the day it's about price
    both ends of the house
    the lease ends in June
    weekend is better
    dead end street, last house on the left
    I quit my job so I have time now
    do you have a quit smoking program
    my furnace quit on me
    the motor quit yesterday
    quitting time is 5, call me then
    what time do you quit for the day?
    noise canceling windows?
    my old contractor quit halfway through
    ok to revoke the power of attorney?`,
  'remove, delete, block': `
    remove the old carpet
    how do I remove the old filter
    can you remove a wall
    does the price include removing the old roof
    please remove the second bedroom from the quote
    take the tile off the list, I only want the tub
    can you take that off my bill
    take my dog off the estimate
    do you do tattoo removal
    how much to remove wisdom teeth
    stump removal too?
    tree removal
    it blocks my driveway
    we're two blocks from you
    blocked drain
    engine block is cracked
    the drain is blocked again
    delete the second line of the quote
    take the deck out of the quote`,
  'texts, lists and numbers': `
    unsubscribe from the magazine? no idea how
    how do I unsubscribe from the newsletter on the TV app haha
    text me anytime
    don't hesitate to text me
    can you text me the address
    don't call me before noon
    no need to call, just come
    please don't forget to text me tomorrow
    no text yet from the tech
    I didn't get your text
    I never got the email
    why didn't you text me back
    stop by the number 12 on the list
    put me on the list
    add me to your waiting list
    am I still on the list?
    don't take me off the waiting list
    please do not remove me from the schedule
    please keep texting me
    keep me posted
    not now, text me next month
    what's the number for billing
    please don't send the guy who came last time
    I lost your number
    I lost my phone, what time was it?
    is this spam?
    is this a real person?
    are you a bot
    do you report to the credit bureaus?
    do you sue landlords?
    I want to sue my landlord
    my lawyer said to call you
    I want my neighbor to stop harassing me
    someone is harassing my daughter, can you help
    I need a cease and desist letter written
    need help with debt collectors calling me nonstop
    can you get collectors to stop calling me?`,
  'no and enough': `
    no
    nope
    no thanks
    not interested
    no more than 3 rooms
    no more than $500
    is that enough?
    not enough time today
    enough for two people
    I have enough insulation
    no more pain, thank you!
    no more leaks since you came
    we have no more questions
    never mind
    nevermind, got it
    I'm good
    no worries
    leave it as is
    leave the key under the mat
    leave it alone for now
    I'll leave you a review
    go away for two weeks in July so maybe after
    we are going away next week
    get lost every time I drive there, which exit?`,
  'in Spanish': `
    paro en la tienda y llego
    voy a parar en la tienda
    para mañana está bien
    para el viernes
    para mi casa
    para qué sirve
    es para mi mamá
    no para de llover
    no deja de gotear
    no para de sangrar
    dejé de fumar
    quiero dejar de fumar
    dejen la factura en la puerta
    al final del mes
    al final sí quiero
    terminar el baño
    cuándo terminan
    necesito terminar la cocina
    cancelar mi cita
    quiero cancelar mi cita del jueves
    se puede cancelar sin costo?
    puedo cancelar cuando quiera?
    presión baja
    en la planta baja
    tienen precios más bajos?
    quiero bajar de peso
    a la baja los precios?
    quítenme el dolor por favor
    quitar la alfombra vieja
    pueden quitar un árbol
    sacar una muela
    me pueden sacar la muela del juicio
    eliminar las cucarachas
    borrar un tatuaje
    el alto del techo es 9 pies
    el techo es muy alto
    qué alto es
    no más de 500
    nada más quiero saber el precio
    no más tengo una pregunta
    no me llamen antes de las 10
    no me escribieron ayer
    no me mandaron la dirección
    no me ha llegado el mensaje
    por qué no me llamaron
    basta con una sola visita?
    ya no tengo dolor
    ya no me duele
    ya no puedo el lunes
    no molesta el ruido?
    no es molestia
    olvidé la cita
    perdí su número`,
};

const rows = Object.entries(NEAR_MISSES).flatMap(([of, table]) =>
  table
    .trim()
    .split('\n')
    .map((text) => [of, text.trim()] as const),
);

describe('what only sounds like it is no end of contact', () => {
  it.each(rows)('%s: %s', (_, text) => {
    expect(understand(said(text)).meaning).not.toBe('opt_out');
  });
});
