/** As much of WebAssembly as is used here: Node has it, the types of Node and of the language do not. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<Compiled>;
  instantiate(compiled: Compiled, imports: object): Promise<{ exports: object }>;
};

/** A compiled program; it can be run any number of times. */
export type Compiled = object;

export const compile = (bytes: Uint8Array): Promise<Compiled> => WebAssembly.compile(bytes);

const OK = 0;
const BAD_DESCRIPTOR = 8;
const DIRECTORY = { descriptor: 3, fileType: 3 };
const OUTPUT = { descriptor: 4, fileType: 4 };
const CHARACTER_DEVICE = 2;
const ALL_RIGHTS = 0x1fffffffn;

interface Exports {
  memory: { buffer: ArrayBuffer };
  _start(): void;
}

class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/**
 * Runs a program of WASI preview 1 that writes one file, and returns what it wrote. As much of the interface as a
 * synthesizer needs, and nothing of the machine: no file system, no time, no environment. (`node:wasi` of Node 20 would do,
 * but crashes its process after a hundred runs or so, when instances are collected.)
 * @throws {Error} when the program does not end with 0
 */
export async function run(compiled: Compiled, args: readonly string[]): Promise<Buffer> {
  const output = new OutputFile();
  let memory: Exports['memory'] | null = null;
  const bytes = () => Buffer.from(memory?.buffer ?? new ArrayBuffer(0)); // anew each time: the memory may have grown
  const texts = args.map((arg) => Buffer.from(`${arg}\0`));

  const wasi_snapshot_preview1 = {
    args_sizes_get(count: number, size: number): number {
      bytes().writeUInt32LE(texts.length, count);
      bytes().writeUInt32LE(Buffer.concat(texts).length, size);
      return OK;
    },
    args_get(pointers: number, at: number): number {
      let next = at;
      texts.forEach((text, i) => {
        bytes().writeUInt32LE(next, pointers + 4 * i);
        next += text.copy(bytes(), next);
      });
      return OK;
    },
    clock_time_get(_clock: number, _precision: bigint, result: number): number {
      bytes().writeBigUInt64LE(0n, result);
      return OK;
    },
    fd_prestat_get(descriptor: number, result: number): number {
      if (descriptor !== DIRECTORY.descriptor) return BAD_DESCRIPTOR;
      bytes().writeUInt32LE(0, result);
      bytes().writeUInt32LE('.'.length, result + 4);
      return OK;
    },
    fd_prestat_dir_name(_descriptor: number, path: number): number {
      bytes().write('.', path);
      return OK;
    },
    fd_fdstat_get(descriptor: number, result: number): number {
      const known = [DIRECTORY, OUTPUT].find((one) => one.descriptor === descriptor);
      bytes().fill(0, result, result + 24);
      bytes().writeUInt8(known?.fileType ?? CHARACTER_DEVICE, result);
      bytes().writeBigUInt64LE(ALL_RIGHTS, result + 8);
      bytes().writeBigUInt64LE(ALL_RIGHTS, result + 16);
      return OK;
    },
    fd_fdstat_set_flags: () => OK,
    path_open(...given: (number | bigint)[]): number {
      bytes().writeUInt32LE(OUTPUT.descriptor, Number(given.at(-1)));
      return OK;
    },
    fd_write(descriptor: number, vectors: number, count: number, result: number): number {
      let written = 0;
      for (let i = 0; i < count; i++) {
        const from = bytes().readUInt32LE(vectors + 8 * i);
        const length = bytes().readUInt32LE(vectors + 8 * i + 4);
        if (descriptor === OUTPUT.descriptor) output.write(bytes().subarray(from, from + length));
        written += length;
      }
      bytes().writeUInt32LE(written, result);
      return OK;
    },
    fd_seek(descriptor: number, offset: bigint, whence: number, result: number): number {
      if (descriptor !== OUTPUT.descriptor) return BAD_DESCRIPTOR;
      bytes().writeBigUInt64LE(BigInt(output.seek(Number(offset), whence)), result);
      return OK;
    },
    fd_read: () => BAD_DESCRIPTOR,
    fd_close: () => OK,
    proc_exit(code: number): void {
      throw new Exit(code);
    },
  };

  const { exports } = await WebAssembly.instantiate(compiled, { wasi_snapshot_preview1 });
  const program = exports as Exports;
  memory = program.memory;
  try {
    program._start();
  } catch (thrown) {
    if (!(thrown instanceof Exit)) throw thrown;
    if (thrown.code !== 0) throw new Error(`expected the program to end with 0, got ${thrown.code}`);
  }
  return output.content();
}

class OutputFile {
  #bytes = Buffer.alloc(64 * 1024);
  #length = 0;
  #at = 0;

  write(piece: Buffer): void {
    const end = this.#at + piece.length;
    if (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(Math.max(end, this.#length))]);
    piece.copy(this.#bytes, this.#at);
    this.#at = end;
    this.#length = Math.max(this.#length, end);
  }

  /** @param whence 0 from the beginning, 1 from here, 2 from the end */
  seek(offset: number, whence: number): number {
    this.#at = offset + (whence === 1 ? this.#at : whence === 2 ? this.#length : 0);
    return this.#at;
  }

  content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
