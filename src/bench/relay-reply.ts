const FIRST_SENTENCE = /^.*?[.!?](?=\s)/s;

/** Reads a streamed reply (server-sent events): tells its first sentence as soon as it is known to be whole, then the rest. */
export function createReplyReader(speak: (text: string) => void) {
  let lines = '';
  let text = '';
  let hasBegun = false;

  function readLine(line: string): void {
    if (!line.startsWith('data: {')) return;
    const chunk = JSON.parse(line.slice('data: '.length));
    text += chunk.choices[0]?.delta?.content ?? '';
    const first = hasBegun ? null : FIRST_SENTENCE.exec(text);
    if (!first) return;
    hasBegun = true;
    text = text.slice(first[0].length);
    speak(first[0]);
  }

  return {
    read(chunk: string): void {
      const complete = (lines + chunk).split('\n');
      lines = complete.pop() ?? '';
      for (const line of complete) readLine(line);
    },
    end(): void {
      if (text.trim() !== '') speak(text);
    },
  };
}
