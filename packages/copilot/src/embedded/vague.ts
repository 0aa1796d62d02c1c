import type { CopilotContext, FeatureSet } from '@deskrail/contracts';
import { languages, stopWords } from '../search/stop-words.js';
import { folded, spokenWords } from '../search/words.js';

const messageAtMost = 400;

const list = (words: string): readonly string[] => words.trim().split(/\s+/u).map(folded);

/** Words that say that somebody writes, and not what about. */
const empty = new Set(
  list(`query queries enquiry inquiry questions problem problems issue issues trouble troubles concern concerns matter
    writing write wrote contact contacting regarding concerning regards morning afternoon evening number placed made bought
    recent recently last latest existing assistance urgent bitte
    fragen problem probleme problemen schwierigkeiten anliegen hilfe helfen nummer schreibe wegen bezüglich betrifft
    gekauft aufgegeben letzte letzten meine meiner guten abend information informationen
    questions problème problèmes souci soucis aider numéro concernant sujet propos écris contacte dernière dernier
    demande information renseignement passée récente
    problema problemas consulta duda dudas preguntas ayudar ayudarme ayudarnos número escribo respecto relación acerca
    último última información hecho realizado compré`),
);

const topics: Readonly<Record<string, ReadonlySet<string>>> = {
  order: new Set(
    list(
      'order orders ordered purchase bestellung bestellungen auftrag commande commandes achat pedido pedidos compra',
    ),
  ),
  delivery: new Set(
    list(`delivery deliveries parcel parcels package packages shipment shipping lieferung paket pakets sendung versand
      livraison colis envoi entrega envío paquete`),
  ),
  account: new Set(list('account accounts login profile konto kundenkonto kontos compte cuenta perfil')),
  payment: new Set(list('payment payments paying zahlung zahlungen bezahlung paiement paiements pago pagos')),
  return: new Set(list('return returns returning rücksendung retoure rückgabe retour retours devolución devoluciones')),
};

/** What announces a question, a trouble or a wish for help, without being it. */
const announces =
  /(?<!\p{L})(?:questions?|quer(?:y|ies)|enquir(?:y|ies)|inquir(?:y|ies)|help|assistance|problems?|issues?|trouble|concerns?|matter|regarding|concerning|fragen?|hilfe|helfen|probleme?|anliegen|bezüglich|betrifft|problèmes?|soucis?|aider?|concernant|renseignement|problemas?|dudas?|consulta|preguntas?|ayuda|ayudar\p{L}{0,4})(?!\p{L})/iu;

const silent = languages.map((language) => stopWords[language]);

/** The words of the text that are neither a detail, such as an order's number, nor silent. */
function wordsLeft(text: string, { entities }: FeatureSet): readonly string[] {
  let rest = text;
  for (const { start, end } of entities.toReversed()) rest = `${rest.slice(0, start)} ${rest.slice(end)}`;
  return spokenWords(rest)
    .map(folded)
    .filter((word) => word.length > 1 && !silent.some((words) => words.has(word)));
}

/** How much a message says: its words, without details and what every message has. */
export const saidIn = (text: string, features: FeatureSet): number =>
  new Set(wordsLeft(text, features).filter((word) => !empty.has(word))).size;

/**
 * What a first message is about that names its subject and nothing more, "there is a problem with my order": its topics,
 * none where it names none either. `undefined` where it says something that can be answered.
 */
export function vagueTopics(
  { question, earlier }: CopilotContext,
  features: FeatureSet,
): readonly string[] | undefined {
  if (earlier.length > 0 || question.length > messageAtMost) return undefined;
  const found = new Set<string>();
  const words = wordsLeft(question, features);
  for (const word of words) {
    const topic = Object.keys(topics).find((name) => topics[name]?.has(word));
    if (topic !== undefined) found.add(topic);
    else if (!empty.has(word)) return undefined;
  }
  // "Where is my order?" is a question of its own, after "I have a question:" too.
  const asked = question.match(/[^.:!?？\n]{1,400}[?？]/gu) ?? [question];
  return asked.every((part) => announces.test(part)) ? [...found] : undefined;
}
