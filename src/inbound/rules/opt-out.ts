/** Who wants no more messages, in English: every way that we have seen or could think of. */
import type { Rule } from './rule.ts';

export const OPT_OUT: readonly Rule[] = [
  {
    id: 'opt-out/keyword',
    meaning: 'opt_out',
    languages: ['en', 'es'],
    says: `
      ^ .? .? {key} $ | ^ .? .? {key} {key} $ | < {key_hard} > |
      < please/just/now/so/kindly/and ~1 {key_hard} > | < {key_hard} please/now/thanks/asap/already > |
      remove $ | ^ remove >`,
    unless: `
      ^ .? remove . ~9 | no mas que`,
    why: 'The revocation words of the FCC, Twilio’s own, and Spanish ones: alone, or a clause of their own.',
  },
  {
    id: 'opt-out/keyword-and-little-else',
    meaning: 'opt_out',
    languages: ['en', 'es'],
    says: `
      ^ .? {filler}? .? {filler}? .? {key} .? {filler}? .? {filler}? .? {key}? .? {filler}? .? {key}? .? {filler}? $`,
    why: '“Please stop it now, thank you” is the keyword, and politeness.',
  },
  {
    id: 'opt-out/stop-writing',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      {stop} ~1 receiving/getting/hearing/being ~3 | {stop} {swear}? {swear}? {writing} |
      {stop} {these}? {these}? {these}? {messages} | {stop} {these} {these}? {calls} |
      {stop} {swear}? {swear}? ~1 my phone/inbox/number |
      end/cancel/terminate/disable/mute/kill/shut_off/turn_off/halt/suspend/conclude/ditch/pause/unplug/pull_the_plug_on/shut_down {these}? {these}? {these}? {messages} |
      stop ~2 these/this . | turn/shut/switch ~3 {messages} off | bring ~3 to an end |
      an end to ~2 {messages} | no ~1 desire to ~3 {messages} | done with ~2 {messages} |
      put an end to ~2 {messages}/this | put a stop to ~2 {messages}/this |
      {messages}/this/these ~2 needs_to/need_to/must/has_to/have_to/should/ought_to/better ~1 stop/end/cease/quit |
      let/make ~3 {messages}/this come_to_an_end/end/stop/cease`,
    why: 'Asks that the writing end.',
  },
  {
    id: 'opt-out/stop',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      you/u/yall can ~1 stop/quit {writing} |
      mind/consider/about/prefer/appreciate ~2 not {writing} | how ~4 turn/shut/switch ~2 off |
      getting off ~3 {listy} | understand ~3 no | off switch/button | make me change ~1 number |
      can we be done ~1 | for the last time | asked/asking ~2 nicely | im begging ~1 | i beg you |
      youve/you_have ~1 been warned | any more of this/these/your |
      ending ~3 contact/communication/conversation/correspondence | lets end this |
      cancel/end all/everything ~1 > | take off ~2 list | today or ever | now or ever |
      chill ~2 {messages}/with_the | part ways | were through | ^ stop | ^ .? stop |
      can/could/would you ~1 not > | < ~1 please not > | way to ~1 stop/end/turn_off/get_off/get_out ~2 |
      refrain > | ask you to refrain | delete this thread/conversation/chat | made it/myself ~2 clear |
      {dont} ask ~2 again |
      second/third/fourth/fifth/sixth/last/final/tenth ~1 time ~4 ask/asking/asked/tell/telling/told/said/saying/request* |
      how ~4 stop/end/cancel/disable/turn_off ~2 getting/receiving/{messages} |
      how ~4 get off/out_of/rid_of these/this/the/your/them/it/of |
      how ~4 stop/end these/this/it/them/you | not now ~2 not ever | not now or ever | never ever |
      cancel/end/terminate ~3 subscription | please ~1 stop/cease/quit > | just stop |
      stop/quit it/this/that/already/now/immediately/asap/everything/right_now/at_once/all_of_it/all_of_this |
      make it/this/them stop | can/will/would/could you/u/yall ~2 stop/quit it/this/that |
      can/will/would/could you/u/yall ~2 stop/quit/cease > |
      you/u ~2 need/have/got/better/must ~1 stop/quit/cease | you/u can stop/quit ~1 > |
      you/u can stop/quit now | wish you would stop/quit |
      ^ stop ~1 i/im/ive/ill/we/were/you/u/this/my/no/not/please/thanks/these/it/already |
      ^ stop {swear}? . |
      asked/told/said/telling/asking/begged/begging/ask/tell/say/saying/warned ~4 stop/quit/cease |
      i/we/ive/already ~2 typed/texted/sent/replied/said/wrote/responded/put/answered ~1 stop/unsubscribe/end/quit/cancel/no |
      replying/typing/texting/saying/sending/writing/reply/consider_this_a/hereby ~1 stop/unsubscribe |
      stop $ | stop stop | stopsign stop | stop stopsign | so/ok/okay/thanks/but/and stop > |
      knock/cut it off/out | quit it | give it a rest | give it up | give up already | enough already |
      enough is enough | enough with ~3 | enough of ~2 {messages}/this/these | had enough | ive had it |
      i said enough | cool it with | kill it with | knock it |
      want/need/like/prefer/love ~1 to stop ~2 this/these/it/them/{messages} |
      like/want/need ~2 {these} ~1 {messages}/this/it to stop/end/cease | like/want ~2 there not to be |
      how ~3 make ~2 stop | what ~6 make/get ~3 to stop |
      how many times do/must/have/does/will/did/should ~1 i | < i said no > | end this > |
      turn this/that ~1 thing/robot/bot/machine off | turn off this/that ~1 thing/robot/bot/machine |
      remove number/name/email | want/need/like ~2 {messages} gone | thats/that_is enough > |
      thats/that_is enough ~2 {messages} |
      please ~1 stop/quit it/this/that/now/already/all/everything/i/im/we/thank/thanks/asap/immediately/and/or/because/for_good/at_once/right/with/the_madness |
      rid of you/this/these/yall ~1 | why ~2 am_i ~1 still getting/receiving |
      still getting/receiving ~1 these/this/your | honor ~2 request | this ends ~1 now/here/today |
      it ends here | inbox/life back | matter ~1 closed | more of this | silence please | radio silence |
      will it take ~5 go_away/stop/leave_me | anything/something ~1 better to do |
      do you not ~1 understand/read/listen | dont you ~2 understand/read/listen | are you deaf |
      keep ~2 line/phone clear/open/free | let her/him/them rest | give/given/need ~2 space/privacy |
      to/must/should/please/kindly/will cease ~2 | ever going to stop/end`,
    unless: `
      stop ~3 from leaking/barking/snoring | stop the bleeding`,
    why: 'Says stop, and nothing that it might be said of but us.',
  },
  {
    id: 'opt-out/do-not-write',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      appreciate ~2 if ~2 {dont}/didnt/not/wouldnt ~1 {write} |
      {dont} ~1 sell ~2 info/information/data | hope ~2 not ~1 to hear ~2 | not to ~1 hear from |
      {dont} do texts/texting/emails/sms | {dont} {swear}? {swear}? {write} {us} |
      {dont} {swear}? {swear}? {write} {again} | {dont} {swear}? {swear}? {write} > | {dont} {write} it |
      {dont} {write} or {write} | {dont} {write} and {write} | {dont} {swear}? {write} ~4 {again} |
      {dont} {swear}? send ~4 {messages} |
      {dont} send/sending {us}? ~4 anymore/again/anything/stuff/any/more/another/things/nothing/one_more/crap/shit/junk/any_more |
      {dont} {swear}? send {us}? ~1 > | {dont} keep/start/continue/bother/go_on/try ~1 {writing}/{write} |
      {dont} ~1 bother {us} | {dont} use this/my/the ~2 {mine}/one |
      {dont} {write}/use this/my one/{mine} |
      {dont} ~2 contact/write/text/email/call/message this/my/our/that ~3 {mine} |
      please/kindly ~1 {dont} ~1 {write} | please/kindly {dont} ~1 contact | {dont} ~1 get/be in touch |
      not/never ~1 be {written} ~2 {again} | {dont} ~3 hear from | {dont} ~2 {write} {us} ~3 {again} |
      {dont} have {us} {written} | dont wanna hear |
      ask/asked/asking/tell/told/telling/order/demand/request/insist/want/expect ~2 you ~2 {dont} {write} |
      never {write} {us} | refrain from ~4 | avoid ~1 {writing} | abstain from ~3 |
      forbid/forbidden/prohibit/prohibited ~4 {writing}/{write}/{messages}/contact |
      not ~1 allowed/authorized/permitted/welcome ~1 to ~1 {write}/use/have |
      {dont} ~2 want you/u ~1 {writing}/{messages}/to_{write} | {dont} want you ~2 {write}/{writing} |
      {dont} want anyone/anybody/y_all/people ~2 {write}/{writing} |
      not interested in ~2 being {written} | {dont} follow up | no follow up |
      {dont} ~1 market/advertise/sell to {us} | {dont} ~2 solicit | {dont} harass | no soliciting |
      no solicitors | no solicitation | {dont} ring | < ~1 {dont} reply/respond/answer ~1 |
      mind/consider ~1 not {writing} |
      rather/wish/prefer ~1 you/u/yall ~1 {dont}/didnt/not/wouldnt ~2 {write} |
      rather/wish/prefer you/u {dont}/didnt/not/wouldnt > | not {write} {us} |
      not ~1 {write} {us} ~2 {again} | ask/asked/asking/request you/u ~1 not`,
    why: 'Forbids it.',
  },
  {
    id: 'opt-out/no-more-messages',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      interested in ~2 hearing/receiving/getting/any_further/continuing ~3 |
      private/personal ~1 number/line ~4 not/dont | for family/emergencies only |
      {messages} ~1 isnt/arent for me | {messages} ~1 bad | {messages} ~1 not welcome |
      want/like/prefer ~2 to ~1 see/get/receive none | none of ~4 wants/want ~4 {messages}/this/these/to |
      nobody/noone/no_one ~4 wants ~3 {messages}/this/these/to | appreciate ~1 not ~3 |
      not being/getting ~1 {written} | {write} ~3 too much/often |
      keep me/us/this/it/my_number off your/the/that/any/of ~3 {list} |
      wanted/want ~2 out of ~4 {list}/service/it/this |
      no more/further/future/additional ~3 {messages}/{calls}/{writing}/notices/contact/of_these/of_this/of_your/from_you |
      no more of ~2 | < ~1 no more > | no more please | no more thanks |
      no/zero/not_one/not_another/not_a_single {messages} please/ever/anymore/again/at_all/from_you/thanks/period |
      no {messages} or/and/no ~1 {calls}/{messages} | no {calls} or/and/no ~1 {messages} |
      < please no ~1 {messages} > | < no contact > |
      not ~1 another/one_more/one_single/a_single ~2 {messages}/word | not one more |
      < no texting/texts/emails/messages/spam/contact/emailing/marketing > |
      {not} ~2 {wish} ~4 {these} ~2 {messages} |
      {not} ~2 {wish} ~2 more/another/anymore/further ~3 {messages}/{calls}/from_you |
      {not} ~2 {wish} ~3 from you/u/yall/this_company | {not} ~2 {wish} ~1 be_{written} |
      {not} ~2 {wish} ~2 being/getting ~1 {written} | {not} want it . {dont} {write} |
      no longer ~4 {write}/{written}/hear_from/receive/get/getting/{messages}/part_of/on |
      should/must/shall/will/would/can/may not ~2 be/receive/receiving/get/getting/hear ~4 {messages}/anything/{written}/from_you/on |
      shouldnt ~2 be/receive/receiving/getting/get ~2 {messages}/anything/{written}/these/this/it/on |
      prefer no ~2 {messages} | want no ~2 {messages}/part/contact/more/further |
      want nothing ~1 to_do/from/more/further ~3 | want/need none of | could do without ~3 {messages} |
      can do without ~3 {messages} | no ~1 use for ~4 {messages} | no ~1 interest in ~3 {messages} |
      not interested in ~3 {messages} | {not} appreciate ~4 {messages}/{writing}/this |
      {messages} ~2 not/unwanted/unwelcome ~1 wanted/welcome/appreciated/needed/necessary/required |
      unwanted/unsolicited ~2 {messages}/{calls} | {messages} ~3 unwanted/unsolicited/unwelcome |
      had ~3 too many ~2 {messages} | too many ~2 {messages}/{calls} | so many ~2 {messages} |
      way too much ~2 {messages} | should be the last ~2 | be the last ~2 {messages}/time/i_hear/one |
      last ~2 {messages} ~3 from_you/you_send/i_get | last i hear | lose/lost my contact |
      hear ~3 from you/yall ~1 again | no reason ~2 {write}/for_{messages} |
      no need for ~2 more/further/any ~2 {messages} | no need to ~1 keep/continue ~2 |
      no need to {write} {us}? ~3 {again} | leave ~2 inbox/phone alone | spare me/us ~3 |
      save your ~3 {messages}/breath | keep your ~3 {messages} |
      nobody/noone/no_one wants/asked_for/needs ~4 {messages} |
      these/your ~2 {messages} ~1 are ~2 annoying/harassment/harassing/spam/ridiculous/driving/upsetting/disturbing/relentless/excessive/illegal/getting_old/out_of_hand/out_of_control/too_much |
      sick/tired/fed_up/over/weary/exhausted ~2 {these} ~3 {messages}/{writing}/{calls}/hearing_from |
      sick/tired/fed_up of/with ~2 getting_{messages}/getting_these/receiving/hearing_from/yall/you_people/you_guys |
      so over ~2 {messages} |
      phone/inbox/mailbox ~2 blowing/blow/blown/dinging/going_off/buzzing/flooded/full_of_your ~3 |
      blow/blowing/blew/blowin up ~2 phone/inbox/cell |
      stay/keep out of my inbox/phone/life/messages/texts/email | < ~1 stay away > |
      stay away from me/us/my | out of my life/inbox/phone |
      clog/clogging/filling/flooding ~2 inbox/phone/email | get a hint | take the/a hint | get the hint |
      learn to take no | no means no | what part of ~2 no ~3 | what part of stop |
      want/wanna/need/like ~1 off > | want/wanna/need/like ~2 off ~2 {list} |
      want/wanted/wanna/let_me ~1 out of ~3 {list}/this/these/here/service |
      {not} ~2 {wish} {messages}/{calls} | {not} ~2 {wish} you/u/anyone/anybody/yall/people to {write} |
      {not} ~2 {wish} to ~2 get_{messages}/hear/receive/be_on/be_part/be_{written}/getting |
      rather/prefer/sooner not ~2 {messages}/{written}/hear/receive/be_{written}/get_{messages}/get_these |
      {not} ~1 to be {written} | {not} be {written} | your/the/my last ~2 {messages} |
      respect ~2 inbox/privacy/wishes | straight to ~2 trash/junk/spam | nothing further ~2 |
      nothing more ~1 from ~1 | receive nothing ~2 | prohibits ~4 | my inbox is not |
      not/never ~1 opt_in/opted_in | left out of ~3`,
    unless: `
      no more text messages from the old | no texts from you yet`,
    why: 'Wants none of what we send.',
  },
  {
    id: 'opt-out/remove-me',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      take me of ~1 list |
      close ~1 file | delete ~1 my account | erasure | right to be forgotten | be forgotten | delist ~2 |
      {remove} every/all ~3 address/addresses/number/email/data/records | i/we was/were ~1 removed |
      delete ~3 data/info/information/records | strike my name |
      take/get/drop/pull/cut/leave/keep/count/let/kick me/us/my ~2 out of ~3 {list}/this/it |
      take/get/pull/keep me/us/my ~3 from ~3 {list} |
      off ~1 your/this/the/that/these/ur/any/whatever/every ~3 {listy} | off of ~3 {listy} |
      get/take/want ~1 off {list} | removed/deleted/erased/taken ~2 from ~3 {list} |
      remove/removed/removing/delete/erase from ~3 {list}/this/all/everything |
      remove/delete/erase/unsubscribe ~3 email/number/phone/cell from |
      my/this ~2 {mine} ~2 removed/deleted/erased/taken_off | remove this/that/it > | please remove > |
      pls remove | unfriend me | cut me loose | let me go > | let us go > | release me | free me |
      set me free | bye felicia | lose ~2 number/digits/contact/info/email |
      delete ~3 number/contact/data/info | forget ~2 i/we exist | forget you ever ~4 |
      please forget my ~1 {mine} | scrap ~2 number | removal from ~2 {list} | request ~1 my removal |
      request to be removed | close my file | close ~2 inquiry and ~4 contact | deactivate ~2 | dnc |
      < remove > |
      take/get/drop/pull/cross/strike/scratch/leave/cut/kick/keep/scrub/knock/want/wipe/x me/us/my_name/my_number/our_name/our_number/my_email/this_number/this_email/our_family/my_wife/my_husband/my_mother/my_mom ~2 off |
      i/we/us/me/am/im/like/wish/want/asked/ask/asking/request/requested/requesting/need/possible to_be/be/been/get/being/was/were/to_get ~1 removed/deleted/taken_off/unsubscribed/opted_out/excluded/erased/dropped/unenrolled |
      me removed/off_the_list/off_this_list/unsubscribed/taken_off |
      remove/delete/erase/strike/scratch/scrub/wipe/lose/forget/discard/purge/expunge/trash/destroy/throw_away/throw_out/ditch/toss/burn/shred/misplace/get_rid_of ~1 my/our/this/his/her/their/that/the ~2 {mine} |
      remove/delete/erase/unlist/purge/expunge/scrub/unenroll/deregister/forget/strike/wipe/discard/nix/exclude/excluding/disenroll/blacklist/uninstall ~1 me/us |
      get off it/them/these/this_list/this_thing | take ~4 name/number/email/family/info/address off/out |
      drop/omit/excuse me/us from ~3 {list}/reminders/{messages} | do not text/contact/email/mail list |
      suppress ~3 | update ~2 list | deleted/removed me | off ~1 your ~3 {list} |
      update ~1 your ~1 records/list >`,
    unless: `
      take ~2 off ~2 price/bill/total/top/hands/roof/quote`,
    why: 'Wants the number or the name off whatever list we keep.',
  },
  {
    id: 'opt-out/unsubscribe',
    meaning: 'opt_out',
    languages: ['en', 'es'],
    says: `
      unsubscribe | unsubscribed | unsubscribing | unsub | optout | opt out | opting out | opt me out |
      opt us out | opted out | opt/opting ~3 out | unfollow | stopall | desubscribe | un subscribe |
      sign me out | sign me off | unsign me | unregister me`,
    unless: `
      by mistake | by accident | accidentally | put me back | resubscribe* | sign me back ~1 |
      add me back | keep me on | wrong button | {not} want to ~2 unsubscribe`,
    why: 'Nobody uses the word for anything else.',
  },
  {
    id: 'opt-out/leave-alone',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      get lost | leave/let me/us ~1 be | leave us/me ~1 in_peace | left alone | be left in_peace |
      < ~2 go away | you ~2 go away | < ~1 get lost | buzz off | bug off | < ~2 back off | piss off | f off | eff off |
      fuck off | fk off | fck off | f ck off | screw off | sod off | bugger off | shove off | kick rocks |
      pound sand | go to hell | drop dead | gtfo | stfu | < ~2 shut up | shut the ~2 up | fuck you |
      fuck u | f you | screw you | go fuck ~1 | beat it | take a hike | get bent | go jump in | eat shit |
      bother/pester/bug/harass/annoy/spam/try someone/somebody/anyone else | find someone else to ~2 |
      we are/were done here | < ~2 were done > | im done with you/this/yall | do not disturb me |
      respect ~2 privacy | move on already | please move on | give it up | drop it already |
      goodbye forever | good riddance | this conversation is over | consider this ~3 final |
      leave/let me/us/my/this/her/him ~2 alone | give me ~1 peace > | < never again > | < shut it |
      < shoo | < scram | begone`,
    why: 'Sends us away.',
  },
  {
    id: 'opt-out/threat',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      any/further ~2 contact/messages/texts/calls ~2 considered/treated/deemed/harassment ~2 | ^ block $ | ^ blocked $ |
      youre/you_are/you_people_are ~2 nuisance | stalker | forwarding/forward ~4 lawyer/attorney/fcc/ftc |
      fcc/ftc > |
      if you/u/i/we/anyone/one ~3 {write}/{messages}/get/receive/hear/see ~5 again/another/one_more |
      if i/we ~2 get/receive/see/hear ~2 another/one_more/more/again/any_more/anything |
      one more ~2 {messages}/time ~4 and | next ~1 {messages} ~2 goes_to/will_go | < blocked > |
      bye ~2 blocked | number ~2 blocked | blocking > | block list | reported and blocked |
      blocked and reported | who gave you ~1 permission | {not} ~1 give ~3 consent/permission |
      gave you my ~2 {mine} for ~6 not ~4 |
      {not} ~2 sign_up/signed_up/ask/asked/subscribe/subscribed ~2 for/to ~2 {messages}/newsletter/constant/daily/spam |
      changed ~2 mind about ~3 {messages} | {not} accept ~3 {messages} | < ~2 cease and desist |
      {not}? on ~4 do not call | do not call list/registry/register | no call list | national dnc |
      flag/flagged/flagging/mark/marked/marking ~3 spam/junk | sue/suing you/your |
      hear/hearing from my lawyer/attorney | file/filing/filed/lodge ~2 complaint ~2 you/your/this/these |
      complaint ~3 fcc/ftc/bbb/attorney_general/carrier/can_spam | tcpa | gdpr | can spam |
      this/it/thats is ~2 harassment | youre/you_are/you_people_are ~2 harassing/spamming/stalking |
      is harassment | why/and/but/if/yet ~1 you ~2 keep {writing} | why ~4 keep ~2 {writing}/{messages} |
      why ~3 still ~2 {writing} | you ~3 harassing me/us | per text | per message |
      illegal to ~2 {write} | ill/i_will call the cops | spammer/spammers | ^ .? spam $ | this is spam |
      you {dont} have ~3 permission/consent/authorization |
      {dont} have my ~1 permission/consent/authorization | without my permission/consent |
      revoke/revoked/revoking/withdraw/withdrawing/withdrew/rescind ~4 consent/permission/authorization/number |
      {not} ~2 consent ~1 to/any | never ~2 consented/agreed_to/gave_permission/gave_you_permission |
      last warning | final warning | last chance to | one more ~5 and/or |
      block/blocking/blocked you/u/your_number/this_number/yall/these/your_ass/this_contact |
      youre/you_are/you_will_be/youll_be/you_have_been/your_number/your_number_is ~2 blocked |
      my lawyer/attorney/solicitor ~1 says/will ~2 one_more/if_you/you/be_in_touch/contact_you/hear/know |
      report/reporting/reported you/yall/your_number/this_number/these/this_as/you_guys |
      report/reporting/reported ~4 spam/ftc/fcc/junk | report/reporting/reported this >`,
    unless: `
      report ~3 claim/insurance`,
    why: 'Threatens with what follows if we go on.',
  },
];
