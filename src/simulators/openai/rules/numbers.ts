const SMALL = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen'
).split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ORDINALS = (
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth ' +
  'sixteenth seventeenth eighteenth nineteenth'
).split(' ');

/** What digits are heard as over a telephone. Only where digits are expected. */
const MISHEARD: Record<string, string> = {
  oh: '0',
  o: '0',
  won: '1',
  to: '2',
  too: '2',
  tree: '3',
  for: '4',
  fore: '4',
  ate: '8',
  niner: '9',
  tan: '10',
  mine: '9',
};

/** The value of a word or a pair of words at `i`, below 100: `thirty five` is 35 and takes two. */
export function numberAt(words: readonly string[], i: number): { value: number; length: number } | null {
  const word = words[i] ?? '';
  if (/^\d{1,2}$/.test(word)) return { value: Number(word), length: 1 };
  const small = SMALL.indexOf(word);
  if (small >= 0) return { value: small, length: 1 };
  const tens = TENS.indexOf(word);
  if (tens < 0) return null;
  const unit = SMALL.indexOf(words[i + 1] ?? '');
  return unit > 0 && unit < 10 ? { value: (tens + 2) * 10 + unit, length: 2 } : { value: (tens + 2) * 10, length: 1 };
}

/** `first` and `1st` are 1; `twenty third` is 23 and takes two words. */
export function ordinalAt(words: readonly string[], i: number): { value: number; length: number } | null {
  const word = words[i] ?? '';
  const digits = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(word);
  if (digits) return { value: Number(digits[1]), length: 1 };
  const small = ORDINALS.indexOf(word);
  if (small >= 0) return { value: small + 1, length: 1 };
  if (word === 'twentieth') return { value: 20, length: 1 };
  if (word === 'thirtieth') return { value: 30, length: 1 };
  const unit = ORDINALS.indexOf(words[i + 1] ?? '') + 1;
  if ((word === 'twenty' || word === 'thirty') && unit > 0 && unit < 10)
    return { value: (word === 'twenty' ? 20 : 30) + unit, length: 2 };
  return null;
}

/** The word with what it was probably meant as, where a number is expected. */
export function asNumberWord(word: string): string {
  return MISHEARD[word] ?? word;
}

/** All digits that were said one by one or in groups, in order: `five five five, oh one forty two` is `5550142`. */
export function digitsIn(words: readonly string[]): string {
  let digits = '';
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const times = word === 'double' ? 2 : word === 'triple' ? 3 : 1;
    const heard = words.map(asNumberWord);
    const at = times > 1 ? i + 1 : i;
    if (/^\d+$/.test(heard[at] ?? '')) digits += (heard[at] ?? '').repeat(times);
    else {
      const number = numberAt(heard, at);
      if (!number) continue;
      digits += String(number.value).repeat(times);
      i += number.length - 1;
    }
    if (times > 1) i++;
  }
  return digits;
}

/** A model year: `2019`, `twenty nineteen`, `two thousand and nineteen`, `nineteen ninety eight`. */
export function yearIn(words: readonly string[]): number | null {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (/^(?:19|20)\d\d$/.test(word)) return Number(word);
    if (word === 'two' && words[i + 1] === 'thousand') {
      const after = words[i + 2] === 'and' ? i + 3 : i + 2;
      return 2000 + (numberAt(words, after)?.value ?? 0);
    }
    if (word === 'nineteen' || word === 'twenty') {
      const rest = numberAt(words, i + 1);
      const oh = asNumberWord(words[i + 1] ?? '') === '0' ? numberAt(words, i + 2) : null;
      const value = rest && rest.value >= 10 ? rest.value : oh?.value;
      if (value !== undefined) return (word === 'twenty' ? 2000 : 1900) + value;
    }
  }
  return null;
}

/** The letters and digits that were spelled out: single characters, number words, and runs that already stand together. */
export function spelledIn(words: readonly string[]): string {
  return words
    .map((word, i) => {
      const number = numberAt(words, i);
      if (number) return String(number.value);
      return word.length === 1 || /\d/.test(word) ? word.replace(/:/g, '') : word === 'oh' ? '0' : '';
    })
    .join('')
    .toUpperCase();
}

/** A VIN that was spelled or read out. */
export function vinIn(words: readonly string[]): string | null {
  return /[A-HJ-NPR-Z0-9]{17}/.exec(spelledIn(words))?.[0] ?? null;
}
