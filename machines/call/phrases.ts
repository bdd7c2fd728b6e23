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
  /** For an answering machine that took a call of ours. */
  voicemail: string;
  /** Nobody can be reached and nothing could be noted. */
  sorry: string;
}

export const PHRASES: Phrases = {
  greeting: 'Thank you for calling {shop}, this is Sophie. How can I help you today?',
  greetingByName: 'Hi {name}, thank you for calling {shop}, this is Sophie. How can I help you today?',
  welcomeBack: 'Sorry, we were cut off for a moment. Please go on.',
  stillThere: 'Are you still there?',
  stillThereAgain: "I can't hear you. If you are still there, please say something.",
  silentGoodbye: "I still can't hear you, so I will hang up now. Please call again any time. Goodbye.",
  holding: 'One moment, please.',
  lostThread: 'Sorry, I lost my thread there. Could you say that again?',
  hardToHear: 'Sorry, I am having trouble hearing you. One moment.',
  sayAgain: 'I missed that. Could you say it again, please?',
  goodbye: 'Thank you for calling. Goodbye.',
  tooLong: 'I am sorry, I have to end this call now. Please call again if there is anything else. Goodbye.',
  goingDown: 'I am sorry, our phone system is closing for a moment. Please call again in a few minutes. Goodbye.',
  transferring: 'One moment, I will put you through to a colleague.',
  nobodyAnswered: 'I am sorry, nobody could answer just now, so a colleague will call you back. May I take a message?',
  callBack: 'I am sorry, I cannot help you any further right now. A colleague will call you back. Goodbye.',
  voicemail: 'Hello, this is Sophie from {shop}. Please call us back at any time. Thank you, and goodbye.',
  sorry: 'I am sorry, I cannot help you any further right now. Please call again later. Goodbye.',
};

/** What is said by these names is the same in every call, so its sound can be kept. */
export const keptPhrases = (phrases: Phrases, shop: string): string[] => {
  const { greetingByName: _, ...same } = phrases;
  return Object.values(same).map((text) => text.replaceAll('{shop}', shop));
};
