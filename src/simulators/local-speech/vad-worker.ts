import { loadSilero, newMemory, type SileroMemory } from './silero.ts';
import type { VadReply, VadRequest } from './worker-messages.ts';
import { serve } from './worker-serve.ts';

serve<VadRequest, VadReply>(async () => {
  const silero = await loadSilero();
  const memories = new Map<string, SileroMemory>();
  return async (request) => {
    if ('forget' in request) {
      memories.delete(request.stream);
      return [];
    }
    const memory = memories.get(request.stream) ?? newMemory();
    memories.set(request.stream, memory);
    return silero.judge(memory, request.sound);
  };
});
