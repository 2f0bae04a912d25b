/** Who ends contact in anger, in English: sends us away, or says what follows if we go on. */
import type { Rule } from './rule.ts';

export const OPT_OUT_ANGER: readonly Rule[] = [
  {
    id: 'opt-out/leave-alone',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      get lost | leave/let me/us ~1 be | leave us/me ~1 in_peace | left alone | be left in_peace | < ~2
      go away | you ~2 go away | < ~1 get lost | buzz off | bug off | < ~2 back off | piss off | f off |
      eff off | fuck off | fk off | fck off | f ck off | screw off | sod off | bugger off | shove off |
      kick rocks | pound sand | go to hell | drop dead | gtfo | stfu | < ~2 shut up | shut the ~2 up |
      fuck you | fuck u | f you | screw you | go fuck ~1 | beat it | take a hike | get bent | go jump in
      | eat shit | bother/pester/bug/harass/annoy/spam/try someone/somebody/anyone else | find someone
      else to ~2 | we are/were done here | < ~2 were done > | im done with you/this/yall | do not
      disturb me | respect ~2 privacy | move on already | please move on | give it up | drop it already
      | goodbye forever | good riddance | this conversation is over | consider this ~3 final | leave/let
      me/us/my/this/her/him ~2 alone | give me ~1 peace > | < never again > | < shut it | < shoo | <
      scram | begone | get/stay off my phone/inbox/case/back | silence would be ~2`,
    unless: `
      about/going/tempted/wanted to write/say/text ~4`,
    why: 'Sends us away.',
  },
  {
    id: 'opt-out/threat',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      any/further ~2 contact/messages/texts/calls ~2 considered/treated/deemed/harassment ~2 | ^ block $
      | ^ mute $ | ^ blocked $ | youre/you_are/you_people_are/become/becoming/is/are ~2 nuisance |
      {write} me/us one_more_time/again/once_more ~9 and ~1 | stalker | forwarding/forward ~4
      lawyer/attorney/fcc/ftc | fcc/ftc > | if/should ~2 this/it/these/they/{messages} ~2
      continue*/persist*/keep*/happens_again | if you/u/i/we/anyone/one ~3
      {write}/{messages}/get/receive/hear/see ~5 again/another/one_more | if i/we ~2
      get/receive/see/hear ~2 another/one_more/more/again/any_more/anything | one more ~2
      {messages}/time ~4 and | next ~1 {messages} ~2 goes_to/will_go | < blocked > | bye ~2 blocked |
      number ~2 blocked | blocking > | block list | reported and blocked | blocked and reported | who
      gave you ~1 permission | {not} ~1 give ~3 consent/permission | gave you my ~2 {mine} for ~6 not ~4
      | {not} ~2 sign_up/signed_up/ask/asked/subscribe/subscribed ~2 for/to ~2
      {messages}/newsletter/constant/daily/spam | changed ~2 mind about ~3 {messages} | {not} accept ~3
      {messages} | < ~2 cease and desist | {not}? on ~4 do not call | do not call list/registry/register
      | no call list | national dnc | flag/flagged/flagging/mark/marked/marking ~3 spam/junk | sue/suing
      you/your | hear/hearing from my lawyer/attorney | file/filing/filed/lodge ~2 complaint ~2
      you/your/this/these | complaint ~3 fcc/ftc/bbb/attorney_general/carrier/can_spam | tcpa |
      under/per/by gdpr/ccpa ~6 | can spam | this/it/thats is ~2 harassment |
      youre/you_are/you_people_are ~2 harassing/spamming/stalking | is harassment | why/and/but/if/yet
      ~1 you ~2 keep {writing} | why ~4 keep ~2 {writing}/{messages} | why ~3 still ~2 {writing} | you
      ~3 harassing me/us | per text | per message | illegal to ~2 {write} | ill/i_will call the cops |
      spammer/spammers | ^ .? spam $ | this is spam | you {dont} have ~3
      permission/consent/authorization | {dont} have my ~1 permission/consent/authorization | without my
      permission/consent | revoke/revoked/revoking/withdraw/withdrawing/withdrew/rescind ~4
      consent/permission/authorization/number | {not} ~2 consent ~1 to/any | {not} ~1 consent > | i
      {not} ~1 authorize/consent/permit ~4 | never ~2
      consented/agreed_to/gave_permission/gave_you_permission | last warning | final warning | last
      chance to | one more ~5 and/or | block/blocking/blocked
      you/u/your_number/this_number/yall/these/your_ass/this_contact |
      youre/you_are/you_will_be/youll_be/you_have_been/your_number/your_number_is ~2 blocked | my
      lawyer/attorney/solicitor will ~1
      be_in_touch/contact_you/hear/know/be_contacting/be_calling/see_you | report/reporting/reported
      you/yall/your_number/this_number/these/this_as/you_guys | report/reporting/reported ~4
      spam/ftc/fcc/junk | report/reporting/reported this > | next ~1 {messages} ~6 fcc/ftc/lawyer/attorney/police/screenshotted/reported/blocked/sue |
      hearing/hear from ~4 if ~4 again`,
    unless: `
      report ~3 claim/insurance`,
    why: 'Threatens with what follows if we go on.',
  },
];
