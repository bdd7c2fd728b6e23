import { list } from './listed.ts';

/**
 * Words by which a caller asks for a person, or shows that one had better go on. Plain phrases, lower case, without
 * punctuation, contractions opened ("I do not"), between commas. What stands in `FILLERS` is left out on both sides.
 */

/** "A real person, please" is "person": words that change nothing of what is asked for. */
export const FILLERS = list('a, an, the, your, some, any, real, live, actual, another, just, please, now, right away');

/** Who may be asked for. */
export const PERSONS = list(
  `person, human, human being, representative, rep, agent, operator, manager, supervisor, receptionist, boss, advisor,
  adviser, service advisor, colleague, employee, customer service, service department, member of staff, transfer, call back, callback`,
);
/** Somebody, but only beside a word of talking: "someone hit my car" asks for nobody. */
export const ANYBODY = list(
  'someone, somebody, anyone, anybody, someone else, somebody else, technician, mechanic, man, woman, guy',
);
export const MACHINES = list('machine, robot, computer, bot, recording, answering machine, ai');

export const TALK = list('talk to, talk with, speak to, speak with, speak, talk');
/** Before a word of talking, whoever is then named: "can I speak with Bob". */
export const ASK = list(
  `can i, could i, may i, let me, want to, like to, need to, love to, prefer to, rather, someone i can, somebody i can,
  anyone i can, anybody i can, possible to`,
);
/** Not one of us: "I have to talk to my wife", "can I talk to you about my car". */
export const NOT_US = list('you, my, her, him, them, it, us, about, to, with');
/** Before somebody of `PERSONS`. */
export const GIVE = list(
  `want, need, like, get, get me, give me, can i have, could i have, let me have, is there, do you have, find me`,
);
/** Asks for it by itself. */
export const TRANSFER = list(
  `put me through, transfer me, connect me, hand me over, pass me on, pass me over, put me on with, call me back,
  someone call me, somebody call me, get me someone, get me somebody, give me someone, give me somebody`,
);
/** Before any of these: no person is wanted. */
export const DECLINE = list(
  `do not want to, do not need to, do not have to, would not like to, rather not, no need to, no need for, do not want,
  do not need, do not, no, not`,
);
/** Before a machine: a person is wanted. */
export const NO_MACHINE = list('not, no, stop, hate, tired of, sick of, instead of, rather than, other than');

/** The answer to an offer, when nothing else is said. */
export const ACCEPTS = list(
  `yes, yeah, yep, yup, sure, okay, ok, please do, go ahead, do that, do it, of course, absolutely, definitely, great,
  good, fine, perfect, right, correct, all right, alright, that works, sounds good, that would be great, that would be
  good, that would be nice, that would be fine, i would, i would like that, i would appreciate that, i think so, i guess
  so, i guess, let us do that, if you can, if you could, thank you, thanks, uh huh, mhm, oh, well, then`,
);

/** Taken out before the words below are looked for. */
export const HARMLESS = list(
  `cannot complain, no complaints, no complaint, do not have complaints, not complaining, not angry, not upset, not mad, stupid question, silly
  question, not frustrated, not unhappy, hate to bother, no warranty, not worried`,
);
/** Handed over at once: who was wronged wants to be heard by somebody who can set it right. */
export const COMPLAINT = list(
  `complaint, complaints, want to complain, like to complain, need to complain, have to complain, going to complain,
  complain about, overcharged, charged me twice, charged twice, money back, refund, you broke, you damaged, you scratched,
  you ruined, you guys broke, you guys damaged, you guys scratched, your mechanic broke, your mechanic damaged, your
  mechanic scratched, still not fixed, was not fixed, did not fix, not fixed properly, made it worse, worse than before,
  bad job, lousy job, poor job, never called me back, nobody called me back, no one called me back, same problem again,
  report you, sue you, my lawyer, my attorney, better business bureau`,
);
/** Handed over at once: a machine that goes on makes it worse. */
export const ANGER = list(
  `ridiculous, unacceptable, outrageous, furious, disgusting, disgusted, fed up, had enough, sick and tired, sick of this,
  sick of you, tired of this, am angry, so angry, very angry, really angry, am mad, so mad, really mad, am upset, so upset,
  very upset, really upset, pissed, pissed off, fuck, fucking, fucked, bullshit, shit, asshole, damn it, goddamn, idiot,
  idiots, morons, stupid machine, stupid robot, are you stupid, this is stupid, incompetent, you are useless, this is
  useless, this is a joke, are you kidding me, are you deaf, terrible service, horrible service, awful service, worst
  service, worst experience, waste of my time, waste of time, wasting my time, how many times, you people, rip off, ripped
  off, scam, hate this, hate you, shut up`,
);
/** A claim: only a person can grant it. */
export const WARRANTY_CLAIM = list(
  `warranty claim, warranty repair, warranty work, claim on my warranty, claim on warranty, claim my warranty, claim
  warranty, use my warranty, under my warranty, on my warranty, by my warranty, it is under warranty, car is under warranty,
  is still under warranty, should be under warranty, should be covered, fixed under warranty, repaired under warranty,
  replaced under warranty, done under warranty, covered under warranty`,
);
/** A person is offered: they are displeased, and may still want it done here and now. */
export const DISPLEASED = list(
  `frustrated, frustrating, annoyed, annoying, not happy, unhappy, disappointed, disappointing, not satisfied,
  dissatisfied, upset, angry, damn, crap, not good enough`,
);
/** A person is offered: what a warranty covers is not known here, and they may have come for something else. */
export const WARRANTY = list('warranty, guarantee, guaranteed, recall');

/** Our own words, when they offer a person. */
export const OFFERS = list(
  `person, human, colleague, advisor, representative, manager, someone, somebody, put you through, connect you, transfer
  you, call you back, hand you over`,
);
