import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Clock, DeskrailError, type Model, type Policy } from '@deskrail/contracts';
import {
  definePolicy,
  embeddedModel,
  type PromptTemplate,
  publishedTemplate,
  readPolicy,
  readTemplateFolder,
} from '@deskrail/copilot/recommend';
import type { Given } from '../command/definition.js';
import { usageError } from '../command/parse.js';
import type { GivenPlaces } from '../config/places.js';
import type { DeskrailOptions } from '../options.js';
import { parseAddress } from './guard.js';

export interface AskedParts {
  readonly model: (clock: Clock) => Model;
  /** The name and version that it goes by. */
  readonly modelName: string;
  readonly prompt: string | undefined;
  readonly policy: Policy;
  readonly options: Pick<
    DeskrailOptions,
    'knowledge' | 'macros' | 'sources' | 'tools' | 'allowedLinks' | 'connections'
  >;
  readonly intents: Uint8Array | undefined;
  /** Where the model named on the command line is. */
  readonly addresses: readonly string[];
  readonly notes: readonly string[];
}

interface Asked extends GivenPlaces {
  readonly given: Given;
  readonly directory: string;
}

/** What the command line names, else what is configured; nothing remote that the command line does not name. */
export async function askedParts(asked: Asked): Promise<AskedParts> {
  const { given, directory, config, environment } = asked;
  const model = await modelAsked(asked);
  const named = given
    .text('knowledge')
    ?.split(',')
    .map((path) => resolve(directory, path.trim()));
  const knowledge = named ?? environment.knowledge ?? config.knowledge;
  const macros = given.text('macros') ?? environment.macros ?? config.macros;
  const intents = environment.intents ?? config.intents;
  return {
    ...model,
    policy: await policyAsked(asked),
    intents: intents === undefined ? undefined : await readAsked(resolve(directory, intents), 'The intent model'),
    options: {
      ...(knowledge !== undefined && { knowledge }),
      ...(macros !== undefined && { macros: resolve(directory, macros) }),
      ...(config.sources !== undefined && { sources: config.sources }),
      ...(config.tools !== undefined && { tools: config.tools }),
      ...(config.allowedLinks !== undefined && { allowedLinks: config.allowedLinks }),
      ...(config.connections !== undefined && { connections: config.connections }),
    },
    notes: notesOf(asked),
  };
}

type ModelAsked = Pick<AskedParts, 'model' | 'modelName' | 'prompt' | 'addresses'>;

const remote = /^openai:(?<name>[\w./:@-]{1,128})$/;

async function modelAsked({ given, directory, config, environment }: Asked): Promise<ModelAsked> {
  const text = given.text('model') ?? (config.model === undefined ? 'embedded' : 'configured');
  const prompt = given.text('prompt');
  const name = remote.exec(text)?.groups?.name;
  if (prompt !== undefined && name === undefined) {
    throw usageError(
      `--prompt is for a model that reads one, and ${text} is none: add --model openai:<name>.`,
      'replay',
    );
  }
  if (text === 'embedded') {
    const make = (clock: Clock) => embeddedModel({ routes: config.routes ?? {}, clock });
    const { name: called, version } = make({ now: () => 0 });
    return { model: make, modelName: `${called}/${version}`, prompt: undefined, addresses: [] };
  }
  if (text === 'configured') {
    const { model } = config;
    if (model === undefined) throw usageError('No configuration file names a model: write --model embedded.', 'replay');
    return {
      model: () => model,
      modelName: `${model.name}/${model.version}`,
      prompt: nameOf(model.prompt),
      addresses: [],
    };
  }
  if (name === undefined) throw usageError('--model takes embedded, configured or openai:<name>.', 'replay');
  const { openAiModel } = await import('@deskrail/copilot/openai');
  const template = prompt === undefined ? undefined : await templateAsked(prompt, directory);
  const { apiKey, baseURL, api, prices } = environment.openAi ?? {};
  const model = openAiModel({ apiKey, baseURL, model: name, api, prices, template });
  const { hostname, port, protocol } = new URL(baseURL ?? 'https://api.openai.com/v1');
  return {
    model: () => model,
    modelName: `${model.name}/${model.version}`,
    prompt: nameOf(model.prompt),
    addresses: [`${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`],
  };
}

const nameOf = (prompt: Model['prompt']): string | undefined => prompt && `${prompt.id}@${prompt.version}`;

const templateAsked = (text: string, directory: string): Promise<PromptTemplate> | PromptTemplate =>
  /^[\w-]+@[\w.:-]+$/.test(text) ? publishedTemplate(text) : readTemplateFolder(resolve(directory, text));

async function policyAsked({ given, directory, config }: Asked): Promise<Policy> {
  const path = given.text('policy') ?? (typeof config.policy === 'string' ? config.policy : undefined);
  if (path === undefined) return definePolicy(typeof config.policy === 'object' ? config.policy : { rules: [] });
  const bytes = await readAsked(resolve(directory, path), 'The policy');
  return readPolicy(Buffer.from(bytes).toString('utf8'), { file: basename(path) });
}

const readAsked = (path: string, what: string): Promise<Uint8Array> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DeskrailError('not-found', `${what} ${path} cannot be read (${error.code ?? 'the system refused'}).`);
  });

/** What a replay does otherwise than the instance that was recorded, so that nobody takes it for the policy's doing. */
function notesOf({ given, config, environment }: Asked): string[] {
  const notes: string[] = [];
  const remoteIsNamed = remote.test(given.text('model') ?? '');
  if (config.embeddings !== undefined || environment.openAi?.embeddingsModel !== undefined) {
    notes.push('evidence is found by words alone; the instance finds it by meaning too.');
  }
  if (config.moderate !== undefined || environment.openAi?.moderationModel !== undefined) {
    notes.push('no reply is moderated here.');
  }
  if (environment.openAi !== undefined && config.model === undefined && !remoteIsNamed) {
    notes.push(
      `the instance drafts with ${environment.openAi.model}; add --model openai:${environment.openAi.model} to ask it.`,
    );
  }
  return notes;
}

/** Addresses of `--allow`. Throws a usage error. */
export function addressesAsked(given: Given): readonly string[] {
  const addresses = (given.text('allow') ?? '').split(',').filter((part) => part.trim() !== '');
  for (const address of addresses) parseAddress(address);
  return addresses;
}
