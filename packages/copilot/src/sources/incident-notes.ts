import { type Clock, type EventByType, type Store, systemClock } from '@deskrail/contracts';
import { asLibraryArticle, createLibrary, type Library } from './library.js';
import type { PassageSource } from './passage-source.js';

type Incident = EventByType<'incident.signalled.v1'>;

export interface IncidentNotesOptions {
  readonly store: Pick<Store, 'openIncidents'>;
  /** Of the source: ids of its evidence begin with it. Default: `incidents`. */
  readonly name?: string;
  readonly clock?: Clock;
}

const incidentsAtMost = 500;
const tenantsAtMost = 1_000;

/** Its title as a sentence, then its summary, which is written to be told. Whom to call is not. */
function noteOf(name: string, tenant: string, { subject, data }: Incident) {
  const title = /[.!?]$/u.test(data.title) ? data.title : `${data.title}.`;
  const text = data.summary ? `${title}\n\n${data.summary}` : title;
  return asLibraryArticle(`${name}/${subject}`, {
    title: data.title,
    text,
    scope: [`tenant:${tenant}`],
    labels: data.affects ?? [],
    passages: [{ heading: '', start: 0, end: text.length }],
  });
}

/** Incidents that are open, as evidence of kind `incident` within the tenant; read from the store each time. */
export function incidentNotes({ store, name = 'incidents', clock = systemClock }: IncidentNotesOptions): PassageSource {
  const tenants = new Map<string, Library>();

  async function read(tenant: string): Promise<Library> {
    const notes = (await store.openIncidents(tenant)).slice(0, incidentsAtMost);
    const made = createLibrary('incident');
    for (const incident of notes) made.put(incident.subject, [noteOf(name, tenant, incident)]);
    const known = tenants.get(tenant);
    if (known?.version() === made.version()) return known;
    const [oldest] = tenants.keys();
    if (tenants.size >= tenantsAtMost && oldest !== undefined) tenants.delete(oldest);
    tenants.set(tenant, made);
    return made;
  }

  const inspect: NonNullable<PassageSource['inspect']> = async (evidence, { tenant, scopes, signal }) => {
    const library = await read(tenant);
    signal.throwIfAborted();
    return library.inspect(evidence, scopes);
  };
  return {
    name,
    async retrieve(query, { signal }) {
      const library = await read(query.tenant);
      signal.throwIfAborted();
      const retrievedAt = new Date(clock.now()).toISOString();
      return library.find(query).map((piece) => ({ ...piece, retrievedAt }));
    },
    async rank(query, { signal }) {
      const library = await read(query.tenant);
      signal.throwIfAborted();
      return library.rank(query);
    },
    inspect,
    check: async (evidence, options) => (await inspect(evidence, options)).state,
    owns: ({ source }) => source.kind === 'incident' && source.id.startsWith(`${name}/`),
    knowledgeVersion: async (tenant) => (await read(tenant)).version(),
    async passages({ tenant }) {
      const library = await read(tenant);
      return library.passages();
    },
  };
}
