/**
 * Lines as people write them, one after the other in no order of a script: stories, typing errors, several facts and a
 * question at once. Written for the benchmark alone; nothing is trained or tested with them.
 */
export const lifelikeLines: readonly string[] = [
  "hey so spotify just stopped in the middle of a song and now theres a 502 thing on my screen??",
  "its my samsung, the phone i mean. on the laptop it seems ok but i havent really checked",
  "restarted the router twice already and pulled the plug like my son told me, no difference",
  "Do I have to pay for my downloads again if I delete the app? I've got around 40 albums on there.",
  "status page says everything is green but its clearly not",
  "ok did that one. still spinning wheel then the same message",
  "honestly I don't know what a DNS is, sorry",
  "works with mobile data!! just not on the wifi at home",
  "my wife's iphone plays fine on the same wifi so it cant be the internet",
  "is there something going on at your end? half my office has the same problem since this morning",
  "can't reinstall right now, I'm on the train with two bars",
  "skip",
  "i already cleared the cache last week for another problem, do i need to do it again",
  "which step are we at and how many more of these",
  "no it says bad gateway, upstream error or something. 502",
  "the web player in firefox does the same thing, private window too",
  "hmm it played for about ten seconds and then stopped again",
  "what do you mean by sign out everywhere, will my kids be thrown out of their profiles?",
  "vpn is off. it was on before, I use it for work",
  "nothing. nada. same as before :(",
  "could i talk to an actual human please, i've been at this for an hour",
  "no wait, let's try one more thing first",
  "tried on the tv as well, there it just says something went wrong",
  "how long do these outages normally take, I have a party tonight",
  "turned it off and on, logged out, logged in, updated, what else",
  "yes",
  "it asks for an update but there's not enough space on the phone",
  "I think it's playing now, let me check the other room",
  "nope gone again",
  "thanks for being patient with me",
  "The error came up after I switched from the free plan to premium, could that be it?",
  "airplane mode on and off did nothing either",
];

const openers =
  "|ok |so |well |hm, |um |right, |look, |hi again, |sorry, |oh |erm |now |alright |listen, |hey |just to say: |one thing, |as I said, |guys, ";
const closers =
  "|...|!|!!| :(| thanks| please| lol| hmm| tbh| honestly| I think| you know| again| btw| cheers| sorry| ok?| ugh| right now";
const [before, after] = [openers.split("|"), closers.split("|")];

/** A line in words that differ from time to time, since hardly two people write the same; a service may remember texts. */
export function inOwnWords(line: string): string {
  const any = (words: readonly string[]): string => words[Math.floor(Math.random() * words.length)] ?? "";
  return `${any(before)}${line}${any(after)}`;
}
