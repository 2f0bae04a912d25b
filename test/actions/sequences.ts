/** Small sequences that hand over to each other as the shipped ones do. */

/** Texts and a call, every act answered. */
export const CHASE = `
version: 1
id: chase
name: A short chase
fallbacks: { first_name: there }
touches:
  - id: hello
    day: 0
    within: 5m
    sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out."
  - id: call-1
    day: 1
    at: "10:00"
    call: { script: "Ask {{ first_name }} when it suits.", voicemail: "Hi, it's {{ agent_name }}." }
  - id: after-call
    day: 2
    at: "11:00"
    sms:
      - if: { call-1: voicemail }
        text: "Left you a message, {{ first_name }}."
      - text: "Quick one, {{ first_name }}: still on your mind?"
  - id: value
    day: 4
    at: "09:30"
    email: { subject: "One thing that helps", body: "Hi {{ first_name }}, here it is." }
when:
  booked: { do: stop, move_to: booked, start: reminders }
  not_interested: { do: stop, move_to: closed }
  finished: { do: stop, move_to: nurture, start: nurture }
`;

const REMINDERS = `
version: 1
id: reminders
name: Before the appointment
fallbacks: { first_name: there }
anchor: appointment
touches:
  - id: day-before
    before: 24h
    sms: "Hi {{ first_name }}, see you tomorrow. {{ business_name }}"
  - id: soon
    before: 3h
    sms: "Hi {{ first_name }}, see you in three hours."
`;

const NURTURE = `
version: 1
id: nurture
name: Once a month
fallbacks: { first_name: there }
repeat: 30d
touches:
  - id: note
    day: 14
    at: "10:00"
    email: { subject: "A note", body: "Hi {{ first_name }}, a note." }
when:
  booked: { do: stop, move_to: booked, start: reminders }
`;

/** Promises silence. */
const GOODBYE = `
version: 1
id: goodbye
name: One last text
fallbacks: { first_name: there }
touches:
  - id: bye
    day: 0
    within: 5m
    closes: true
    sms: "I'll stop here, {{ first_name }}. {{ business_name }}. Reply STOP to opt out."
when:
  booked: { do: stop, move_to: booked, start: reminders }
  finished: { do: stop, move_to: dormant, wait: 3d }
`;

/** Hands over three days after its last touch. */
const PATIENT = `
version: 1
id: patient
name: Waits before it hands over
fallbacks: { first_name: there }
touches:
  - id: hello
    day: 0
    within: 5m
    sms: "Hi {{ first_name }}, it's {{ business_name }}. Reply STOP to opt out."
when:
  finished: { do: stop, move_to: nurture, start: nurture, wait: 3d }
`;

export const ALL = [CHASE, REMINDERS, NURTURE, GOODBYE, PATIENT] as const;
