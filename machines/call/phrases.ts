/**
 * Everything that the product says in words of its own. `{name}` is the caller's first name, `{shop}` the shop's name.
 * Plain data: a call is given its phrases, so that a shop can have others.
 */
export interface Phrases {
  greeting: string;
  greetingByName: string;
  /** The line was cut and is back. */
  welcomeBack: string;
  stillThere: string;
  stillThereAgain: string;
  /** After nobody has answered twice. */
  silentGoodbye: string;
  /** No first sentence has come yet. */
  holding: string;
  /** The model gave no words, or broke off. */
  lostThread: string;
  hardToHear: string;
  sayAgain: string;
  goodbye: string;
  tooLong: string;
  goingDown: string;
  transferring: string;
  /** Put through in vain, and back with us. */
  nobodyAnswered: string;
  callBack: string;
  /** Nobody is there to be put through to, a call-back was noted, and we go on. */
  callBackNoted: string;
  /** A person is to be offered, and the model did not. */
  offerPerson: string;
  /** For an answering machine that took a call of ours. */
  voicemail: string;
  /** Nobody can be reached and nothing could be noted. */
  sorry: string;
}
