/** Who wants no more messages, in English: every way that we have seen or could think of. */
import type { Rule } from './rule.ts';

export const OPT_OUT: readonly Rule[] = [
  {
    id: 'opt-out/keyword',
    meaning: 'opt_out',
    languages: ['en', 'es'],
    says: `
      ^ .? .? {key} $ | ^ .? .? {key} {key} $ | < {key_hard} > | < please/just/now/so/kindly/and ~1
      {key_hard} > | < {key_hard} please/now/thanks/asap/already > | remove $ | ^ remove >`,
    unless: `
      ^ .? remove . ~9 | no mas que`,
    why: 'The revocation words of the FCC, Twilio’s own, and Spanish ones: alone, or a clause of their own.',
  },
  {
    id: 'opt-out/keyword-and-little-else',
    meaning: 'opt_out',
    languages: ['en', 'es'],
    says: `
      ^ .? {filler}? .? {filler}? .? {key} .? {filler}? .? {filler}? .? {key}? .? {filler}? .? {key}? .?
      {filler}? $`,
    why: '“Please stop it now, thank you” is the keyword, and politeness.',
  },
  {
    id: 'opt-out/stop-writing',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      {stop} ~1 receiving/getting/hearing/being ~3 | {stop} {swear}? {swear}? {writing} | {stop}
      {these}? {these}? {these}? {messages} | {stop} {these} {these}? {calls} | {stop} {swear}? {swear}?
      ~1 my phone/inbox/number |
      end/cancel/terminate/disable/mute/kill/shut_off/turn_off/halt/suspend/conclude/ditch/pause/unplug/pull_the_plug_on/shut_down
      {these}? {these}? {these}? {messages} | stop ~2 these/this . | turn/shut/switch ~3 {messages} off
      | bring ~3 to an end | an end to ~2 {messages} | no ~1 desire/wish/interest/intention ~4
      hearing/hear/receiving/receive/{messages}/{written}/{write} | done with ~2 {messages} | put an end
      to ~2 {messages}/this | put a stop to ~2 {messages}/this | {messages}/this/these ~2
      needs_to/need_to/must/has_to/have_to/should/ought_to/better ~1 stop/end/cease/quit | let/make ~3
      {messages}/this come_to_an_end/end/stop/cease | {stop} with ~2 {messages}/reminders/follow_ups/this/these/them | no need ~2 keep ~3 coming/{writing} | hold ~2
      {messages}/this/these .? permanently/forever/indefinitely/for_good | turn it/this/them off for ~1
      number/phone/me`,
    why: 'Asks that the writing end.',
  },
  {
    id: 'opt-out/stop',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      you/u/yall can ~1 stop/quit {writing} | mind/consider/about/prefer/appreciate ~2 not {writing} |
      how ~4 turn/shut/switch ~2 {messages}/these/this off | have/got/find/wheres/no ~3 off
      switch/button > | off switch/button for/on {messages}/this/these/you/them | getting off ~3 {listy}
      | understand ~3 no | make me change ~1 number | can we be done ~1 | for the last time |
      asked/asking ~2 nicely | im begging ~1 | i beg you | youve/you_have ~1 been warned |
      {not}/without/no ~4 any_more/anymore/more of this/these/your/yours | ending ~3
      contact/communication/conversation/correspondence | lets end this | cancel/end all/everything ~1 >
      | take off ~2 list | today or ever | now or ever | chill ~2 {messages}/with_the | part ways | were
      through | ^ stop | ^ .? stop | can/could/would you ~1 not > | < ~1 please not > | way ~3
      stop/end/turn_off/get_off/get_out_of/halt/avoid/escape ~2 {messages}/this/these/them/your ~2 | way
      ~3 stop > | way/how/ask ~3 not to? ~1 get/receive/see ~1 {messages}/these/this/them/any | refrain
      > | ask you to refrain | delete this thread/conversation/chat | made it/myself ~2 clear | {dont}
      ask ~2 again | second/third/fourth/fifth/sixth/last/final/tenth ~1 time ~4
      ask/asking/asked/tell/telling/told/said/saying/request* | how ~4 stop/end/cancel/disable/turn_off
      ~2 getting/receiving/{messages} | how ~4 get off/out_of this/these/the/your/whatever ~3
      {listy}/thing | how ~4 get off/out_of this/these/it > | how ~4 get_rid_of/rid_of
      you/yall/these_{messages}/your_{messages}/this_{messages} | how ~4 stop/end these/this/it/them/you
      | not now ~2 not ever | not now or ever | never ever | cancel/end/terminate ~3 subscription |
      please ~1 stop/cease/quit > | just stop | stop/quit
      it/this/that/already/now/immediately/asap/everything/right_now/at_once/all_of_it/all_of_this |
      make it/this/them stop | can/will/would/could you/u/yall ~2 stop/quit it/this/that |
      can/will/would/could you/u/yall ~2 stop/quit/cease > | you/u ~2 need/have/got/better/must ~1
      stop/quit/cease | you/u can stop/quit ~1 > | you/u can stop/quit now | wish you would stop/quit |
      ^ stop ~1 i/im/ive/ill/we/were/you/u/this/my/no/not/please/thanks/these/it/already | ^ stop
      {swear}? . | asked/told/said/telling/asking/begged/begging/ask/tell/say/saying/warned ~4
      stop/quit/cease | i/we/ive/already ~2 typed/texted/sent/replied/said/wrote/responded/put/answered
      ~1 stop/unsubscribe/end/quit/cancel/no |
      replying/typing/texting/saying/sending/writing/reply/consider_this_a/hereby ~1 stop/unsubscribe |
      stop $ | stop stop | stopsign stop | stop stopsign | so/ok/okay/thanks/but/and stop > | knock/cut
      it off/out | quit it | give it a rest | give it up | give up already | enough already | enough is
      enough | enough with ~3 | enough of ~2 {messages}/this/these | had enough > | had enough of ~2
      {messages}/this/these/you/yall/your | ive had it > | ive had it with ~2 {messages}/you/yall/this |
      i said enough | cool it with | kill it with | knock it | want/need/like/prefer/love ~1 to stop ~2
      this/these/them/{messages} | like/want/need ~2 {these} ~1 {messages}/this/it to stop/end/cease |
      like/want ~2 there not to be | how ~3 make ~2 stop | what ~6 make/get ~3 to stop | how many times
      do/must/have/does/will/did/should ~1 i | < i said no > | end this > | turn this/that ~1
      thing/robot/bot/machine off | turn off this/that ~1 thing/robot/bot/machine |
      discontinue/cease/halt/end/stop them/those/these | pull the plug ~2 on me/this/it |
      consider/take/treat this ~5 notice/request/click/unsubscribe/resignation/goodbye | leave it
      there/at_that > | no ~3 link ~3 bottom/unsubscribe | < {messages} off | < end/stop/kill/drop/cut
      it > | wont/not be needing/wanting/requiring/reading ~6 {messages} |
      remove/delete/drop/exclude/take ~2 following/these/both/all ~2 addresses/emails/numbers/contacts
      ~3 | remove/delete/drop/take ~4 from your ~3 distribution/list/records/system | same goes for you
      | mind ~2 making_sure/ensuring/seeing_that ~2 {dont}/stop ~3 | make/making sure ~3
      {dont}/never/not/stop/no_longer ~2 {write}/come/get/receive/send/contact | sooner/rather ~6 than
      ~1 get/receive/read/hear/see ~2 another/more/one_more/these/your/from_you ~2 | leave my
      phone/inbox/number/email/family/house ~1 in_peace/be/alone | sign/take my ~1 {mine}/me off ~2
      {messages}/{list} | tell/have/get/make ~3
      robot/bot/computer/machine/system/people/team/office/staff/guy/girl ~1 stop/quit/cease |
      {messages}/this/these ~2 end/ends/ended/stop/stops/stopped/ceased/finished
      here/now/today/immediately/please | end these/this please/now/> | go/find/try ~1
      bother/pester/annoy/{write} ~1 another/someone/somebody/other/anyone | remove number/name/email |
      want/need/like ~2 {messages} gone | thats/that_is enough > | thats/that_is enough ~2 {messages} |
      please ~1 stop/quit
      it/this/that/now/already/all/everything/i/im/we/thank/thanks/asap/immediately/and/or/because/for_good/at_once/right/with/the_madness
      | rid of you/this/these/yall ~1 | why ~2 am_i ~1 still getting/receiving | still getting/receiving
      ~1 these/this/your | honor ~2 request | this ends ~1 now/here/today | it ends here | inbox/life
      back | matter ~1 closed | silence please | radio silence | will it take ~5 go_away/stop/leave_me |
      anything/something ~1 better to do | do you not ~1 understand/read/listen | dont you ~2
      understand/read/listen | are you deaf | keep ~2 line/phone clear/open/free | let her/him/them rest
      | give/given/need ~2 space/privacy | to/must/should/please/kindly/will cease ~2 | ever going to
      stop/end`,
    unless: `
      stop ~3 from leaking/barking/snoring | stop the bleeding`,
    why: 'Says stop, and nothing that it might be said of but us.',
  },
  {
    id: 'opt-out/do-not-write',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      appreciate ~2 if ~2 {dont}/didnt/not/wouldnt ~1 {write} | {dont} ~1 sell ~2 info/information/data
      | hope ~2 not ~1 to hear ~2 | not to ~1 hear from | {dont} do texts/texting/emails/sms | {dont}
      {swear}? {swear}? {write} {us} | {dont} {swear}? {swear}? {write} {again} | {dont} {swear}?
      {swear}? {write} > | {dont} {write} it | {dont} {write} or {write} | {dont} {write} and {write} |
      {dont} {swear}? {write} ~4 {again} | {dont} {swear}? send ~4 {messages} | {dont} send/sending
      {us}? ~4
      anymore/again/anything/stuff/any/more/another/things/nothing/one_more/crap/shit/junk/any_more |
      {dont} {swear}? send {us}? ~1 > | {dont} keep/start/continue/bother/go_on/try ~1 {writing}/{write}
      | {dont} ~1 bother {us} | {dont} use this/my/the ~2 {mine}/one | {dont} {write}/use this/my
      one/{mine} | {dont} ~2 contact/write/text/email/call/message this/my/our/that ~3 {mine} |
      please/kindly ~1 {dont} ~1 {write} | please/kindly {dont} ~1 contact | please/sir/maam/miss to?
      no/not ~1 {write}/send/sending/{writing} | i/we/me no/not want ~2
      {messages}/receive/get/this/these/you/your | and/so/please/just/also/but {dont} {write} ~1 back |
      > {dont} {write} back > | you/u/yall/they/people ~1
      cannot/cant/may_not/are_not_to/have_no_right_to ~1 keep/continue/go_on/be/start ~2 {writing}/this
      | {not}/wont/will_not ~1 need ~2 {messages} > | {dont} ~1 get/be in touch | not/never ~1 be
      {written} ~2 {again} | {dont} ~3 hear from | {dont} ~2 {write} {us} ~3 {again} | {dont} have {us}
      {written} | dont wanna hear |
      ask/asked/asking/tell/told/telling/order/demand/request/insist/want/expect ~2 you ~2 {dont}
      {write} | never {write} {us} | refrain from ~4 | avoid ~1 {writing} | abstain from ~3 |
      forbid/forbidden/prohibit/prohibited ~4 {writing}/{write}/{messages}/contact | not ~1
      allowed/authorized/permitted/welcome ~1 to ~1 {write}/use/have | {dont} ~2 want you/u ~1
      {writing}/{messages}/to_{write} | {dont} want you ~2 {write}/{writing} | {dont} want
      anyone/anybody/y_all/people ~2 {write}/{writing} | not interested in ~2 being {written} | {dont}
      follow up | no follow up | {dont} ~1 market/advertise/sell to {us} | {dont} ~2 solicit | {dont}
      harass | no soliciting | no solicitors | no solicitation | {dont} ring | < ~1 {dont}
      reply/respond/answer ~1 | mind/consider ~1 not {writing} | rather/wish/prefer ~1 you/u/yall ~1
      {dont}/didnt/not/wouldnt ~2 {write} | rather/wish/prefer you/u {dont}/didnt/not/wouldnt > | not
      {write} {us} | not ~1 {write} {us} ~2 {again} | ask/asked/asking/request you/u ~1 not | < {dont} {write} back > | forget ~2 have/had/know/saw/got ~1 my/this/our number/email/name`,
    why: 'Forbids it.',
  },
  {
    id: 'opt-out/no-more-messages',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      interested in ~2 hearing/receiving/getting/any_further/continuing ~3 | private/personal ~1
      number/line ~4 not/dont | for family/emergencies only | {messages} ~1 isnt/arent for me |
      {messages} ~1 bad | {messages} ~1 not welcome | want/like/prefer ~2 to ~1 see/get/receive none |
      none of ~4 wants/want ~4 {messages}/this/these/to | nobody/noone/no_one ~4 wants ~3
      {messages}/this/these/to | appreciate ~1 not ~3 | not being/getting ~1 {written} | {write} ~3 too
      much/often | keep me/us/this/it/my_number off your/the/that/any/of ~3 {list} | wanted/want ~2 out
      of ~4 {list}/service/it/this | no more/further/future/additional ~3
      {messages}/{calls}/{writing}/notices/contact/of_these/of_this/of_your/from_you | no more of ~2 | <
      ~1 no more > | no more please | no more thanks | no/zero/not_one/not_another/not_a_single
      {messages} please/ever/anymore/again/at_all/from_you/thanks/period | no {messages} or/and/no ~1
      {calls}/{messages} | no {calls} or/and/no ~1 {messages} | < please no ~1 {messages} > | < no
      contact > | not ~1 another/one_more/one_single/a_single ~2 {messages}/word | not one more | < no
      texting/texts/emails/messages/spam/contact/emailing/marketing > | {not} ~2 {wish} ~4 {these} ~2
      {messages} | {not} ~2 {wish} ~2 more/another/anymore/further ~3 {messages}/{calls}/from_you |
      {not} ~2 {wish} ~3 from you/u/yall/this_company | {not} ~2 {wish} ~1 be_{written} | {not} ~2
      {wish} ~2 being/getting ~1 {written} | {not} want it . {dont} {write} | no longer ~4
      {write}/{written}/hear_from/receive/get/getting/{messages}/part_of/on |
      should/must/shall/will/would/can/may not ~2 be/receive/receiving/get/getting/hear ~4
      {messages}/anything/{written}/from_you/on | shouldnt ~2 be/receive/receiving/getting/get ~2
      {messages}/anything/{written}/these/this/it/on | prefer no ~2 {messages} | want no ~2
      {messages}/part/contact/more/further | want nothing ~1 to_do/from/more/further ~3 | want/need none
      of | could do without ~3 {messages} | can do without ~3 {messages} | no ~1 use for ~4 {messages} |
      no ~1 interest in ~3 {messages} | not interested in ~3 {messages} | {not} appreciate ~4
      {messages}/{writing}/this | {messages} ~2 not/unwanted/unwelcome ~1
      wanted/welcome/appreciated/needed/necessary/required | unwanted/unsolicited ~2 {messages}/{calls}
      | {messages} ~3 unwanted/unsolicited/unwelcome | had ~3 too many ~2 {messages} | too many ~2
      {messages}/{calls} | so many ~2 {messages} | way too much ~2 {messages} | should be the last ~2 |
      be the last ~2 {messages}/time/i_hear/one | make/let/want/better/hope/be ~3 last ~2
      {messages}/time/one/i_hear | lose/lost my contact | hear ~3 from you/yall ~1 again | no reason ~2
      {write}/for_{messages} | no need for ~2 more/further/any ~2 {messages} | no need to ~1
      keep/continue ~2 | no need to {write} {us}? ~3 {again} | no need for you to {write} ~3 |
      no_need/dont_bother/dont_need ~2 for? you? to? {write} {us}? {again} | leave ~2 inbox/phone alone
      | spare me/us ~3 | save your ~3 {messages}/breath | keep your ~3 {messages} | nobody/noone/no_one
      wants/asked_for/needs ~4 {messages} | these/your ~2 {messages} ~1 are ~2
      annoying/harassment/harassing/spam/ridiculous/driving/upsetting/disturbing/relentless/excessive/illegal/getting_old/out_of_hand/out_of_control/too_much
      | sick/tired/fed_up/over/weary/exhausted ~2 {these} ~3 {messages}/{writing}/{calls}/hearing_from |
      sick/tired/fed_up of/with ~2
      getting_{messages}/getting_these/receiving/hearing_from/yall/you_people/you_guys | so over ~2
      {messages} | phone/inbox/mailbox ~2
      blowing/blow/blown/dinging/going_off/buzzing/flooded/full_of_your ~3 | blow/blowing/blew/blowin up
      ~2 phone/inbox/cell | stay/keep out of my inbox/phone/life/messages/texts/email | < ~1 stay away >
      | stay away from me/us/my | out of my life/inbox/phone | clog/clogging/filling/flooding ~2
      inbox/phone/email | get a hint | take the/a hint | get the hint | learn to take no | no means no |
      what part of ~2 no ~3 | what part of stop | want/wanna/need/like ~1 off > | want/wanna/need/like
      ~2 off ~2 {list} | want/wanted/wanna/let_me ~1 out of ~3 {list}/this/these/here/service | {not} ~2
      {wish} {messages}/{calls} | {not} ~2 {wish} you/u/anyone/anybody/yall/people to {write} | {not} ~2
      {wish} to ~2 get_{messages}/hear/receive/be_on/be_part/be_{written}/getting | rather/prefer/sooner
      not ~2 {messages}/{written}/hear/receive/be_{written}/get_{messages}/get_these | {not} ~1 to be
      {written} | {not} be {written} | this/that/it ~2 the/your/my last ~2 {messages} | respect ~2
      inbox/privacy/wishes | straight to ~2 trash/junk/spam | nothing further ~2 | nothing more ~1 from
      ~1 | receive nothing ~2 | prohibits ~4 | my inbox is not | not/never ~1 opt_in/opted_in | left out
      of ~3 | left off ~3 | leave ~3 off > | {not}/like/rather/prefer/choose/elect/want/wish ~3 not to
      ~1 get/receive/have/see/hear ~3 {messages}/these/this/them/any/going/more/anything/from_you | not wanting/wishing/desiring ~2 {messages} | no to ~2 next/another/more/any_more ~1 {messages}`,
    unless: `
      no more text messages from the old | no texts from you yet`,
    why: 'Wants none of what we send.',
  },
  {
    id: 'opt-out/remove-me',
    meaning: 'opt_out',
    languages: ['en'],
    says: `
      me/us of ~1 this/your/ur/the/that/ya ~1 list/lists | close ~1 file | delete ~1 my account |
      erasure | right to be forgotten | be forgotten | delist ~2 | {remove} every/all ~3
      address/addresses/number/email/data/records | i/we was/were ~1 removed | delete ~3
      data/info/information/records | strike my name | take/get/drop/pull/cut/leave/keep/count/let/kick
      me/us/my ~2 out of ~3 {list}/this/it | take/get/pull/keep me/us/my ~3 from ~3 {list} | off ~1
      your/this/the/that/these/ur/any/whatever/every ~3 {listy} | off of ~3 {listy} | get/take/want ~1
      off {list} | removed/deleted/erased/taken ~2 from ~3 {list} | remove/removed/removing/delete/erase
      from ~3 {list}/this/all/everything | remove/delete/erase/unsubscribe ~3 email/number/phone/cell
      from | my/this/our/his/her ~2 {mine} ~2
      removed/deleted/erased/taken_off/crossed_off/taken_down/taken_out/struck/scratched/dropped/wiped/purged
      | remove this/that/it > | please remove > | pls remove | unfriend me | cut me loose | let me go >
      | let us go > | release me | free me | set me free | bye felicia | lose ~2
      number/digits/contact/info/email | delete ~3 number/contact/data/info | forget ~2 i/we exist |
      forget you ever ~4 | please forget my ~1 {mine} | scrap ~2 number | removal from ~2 {list} |
      request ~1 my removal | request to be removed | close my file | close ~2 inquiry and ~4 contact |
      deactivate ~2 | dnc | < remove > |
      take/get/drop/pull/cross/strike/scratch/leave/cut/kick/keep/scrub/knock/want/wipe/x
      me/us/my_name/my_number/our_name/our_number/my_email/this_number/this_email/our_family/my_wife/my_husband/my_mother/my_mom
      ~2 off |
      i/we/us/me/am/im/like/wish/want/asked/ask/asking/request/requested/requesting/need/possible
      to_be/be/been/get/being/was/were/to_get ~1
      removed/deleted/taken_off/unsubscribed/opted_out/excluded/erased/dropped/unenrolled | me
      removed/off_the_list/off_this_list/unsubscribed/taken_off | {erase} ~1
      my/our/this/his/her/their/that/the/all ~2 {mine} | {erase} ~1 it/me/us/this from/out_of/off ~1
      your/the/this/that/any/all/whatever ~3 {list} | take/pull/get it/me/us/this ~1 from/out_of/off ~1
      your/this/that/any/all/whatever ~3 {list} | get/take/keep/pull/cut/drop/leave/remove/exclude/omit
      my_number/me/us/my_name/our_number/this_number/my_phone ~1 from/out_of/off ~1
      there/here/whatever/it/this/these/that | be/get/getting/taken/removed off/from this/these/it > |
      like/want/wish/need ~2 be/get off it/this/them/these/your/that/of | why/how ~3 am_i/are_we/im ~2
      on ~3 {listy} |
      remove/delete/erase/unlist/purge/expunge/scrub/unenroll/deregister/forget/strike/wipe/discard/nix/exclude/excluding/disenroll/blacklist/uninstall
      ~1 me/us | get off it/them/these/this_list/this_thing | take ~4
      name/number/email/family/info/address off/out | drop/omit/excuse me/us from ~3
      {list}/reminders/{messages} | do not text/contact/email/mail list | suppress ~3 | update ~2 list |
      deleted/removed me | off ~1 your ~3 {list} | update ~1 your ~1 records/list > | remove/take/drop/delete/pull/strike ~6 off/from/out_of/off_of your ~1
      mailing/email/text/texting/contact/marketing/automated/distribution ~1 list/lists/system/database/deal/thing
      | com/net/org/edu from/off/out_of/off_of your ~3`,
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
      by mistake | by accident | accidentally | put me back | resubscribe* | sign me back ~1 | add me
      back | keep me on | wrong button | {not} want to ~2 unsubscribe | didnt/did_not/never/havent/have_not ~1 unsubscribe/unsubscribed`,
    why: 'Nobody uses the word for anything else.',
  },
];
