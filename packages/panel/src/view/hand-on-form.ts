import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../desk/desk.js';
import type { Review } from '../desk/state.js';
import { namesText, personName } from '../text/words.js';

/** What the page has heard of, to choose from; anything else may be written. */
export interface Known {
  readonly queues: readonly string[];
  /** Persons’ names, as the API takes them. */
  readonly people: readonly string[];
}

interface HandOnOptions {
  readonly review: Review;
  readonly desk: Desk;
  readonly known: Known;
  readonly mode: 'escalate' | 'pass';
}

/** To which queue, and for whom: an escalation says why, passing on needs no word. */
export function handOnFields({ review, desk, known, mode }: HandOnOptions): TemplateResult {
  const busy = review.sending !== undefined;
  const queue = field({
    label: mode === 'escalate' ? 'Escalate to the queue' : 'To the queue',
    list: 'known-queues',
    value: review.toQueue ?? '',
    busy,
    isFirst: mode === 'escalate',
    wrong: unknownQueue(review) !== undefined,
    onInput: (toQueue) => desk.change({ toQueue: toQueue || undefined }),
  });
  const others = queueNames(review, known);
  const queueField = html`${queue} ${unknownQueueView(review, mode)} ${queueButtons(others, review, desk)}`;
  const lists = html`<datalist id="known-queues">${others.map((name) => html`<option value=${name}></option>`)}</datalist>`;
  if (mode === 'escalate') {
    return html`${queueField} ${lists}
      <label class="field">
        <span>Why <span class="muted">(optional)</span></span>
        <textarea
          rows="2"
          .value=${review.text}
          ?readonly=${busy}
          @input=${(event: InputEvent) => desk.change({ text: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
      </label>`;
  }
  return html`<p class="small muted">To a person, to another queue, or both. It stays open.</p>
    <div class="pair">
      ${field({
        label: 'To the person',
        list: 'known-people',
        value: review.toPerson ?? '',
        busy,
        isFirst: true,
        onInput: (toPerson) => desk.change({ toPerson: toPerson || undefined, askedName: undefined }),
      })}
      <div class="field">${queueField}</div>
    </div>
    ${lists} ${askedView(review, known)}
    <datalist id="known-people">${known.people.map((name) => html`<option value=${name}>${personName(name)}</option>`)}</datalist>
    ${
      review.shown.assignee === undefined
        ? nothing
        : html`<p>
            <button type="button" ?disabled=${busy} @click=${() => desk.pass({ assignee: null })}>
              To nobody in particular
            </button>
          </p>`
    }`;
}

const queuesAtMost = 8;

/** Where it may go: not where it is. Who refused a name has told all that there are. */
function queueNames({ shown, notice }: Review, known: Known): readonly string[] {
  const told = notice?.kind === 'refused' ? notice.queues : undefined;
  return (told ?? known.queues).filter((name) => name !== (shown.queue ?? shown.need?.queue));
}

function queueButtons(
  names: readonly string[],
  { toQueue, sending }: Review,
  desk: Desk,
): TemplateResult | typeof nothing {
  if (names.length === 0) return nothing;
  return html`<div class="row wrap queues" role="group" aria-label="Queues that there are">
    ${names.slice(0, queuesAtMost).map(
      (name) => html`<button
        type="button"
        class="small"
        aria-pressed=${toQueue === name}
        ?disabled=${sending !== undefined}
        @click=${() => desk.change({ toQueue: name })}
      >${name}</button>`,
    )}
  </div>`;
}

/** The name that was refused because nobody knows a queue of it; gone once they write another. */
const unknownQueue = ({ notice, toQueue }: Review): string | undefined =>
  notice?.kind === 'refused' && notice.queues !== undefined ? toQueue : undefined;

function unknownQueueView(review: Review, mode: HandOnOptions['mode']): TemplateResult | typeof nothing {
  const name = unknownQueue(review);
  if (name === undefined) return nothing;
  return html`<p class="wrong small" id="wrong-queue">
    There is no queue “${name}”: nobody would find it there. ${mode === 'escalate' ? 'Escalate it' : 'Pass it on'} to one of these.
  </p>`;
}

interface Field {
  readonly label: string;
  readonly list: string;
  readonly value: string;
  readonly busy: boolean;
  readonly isFirst?: boolean;
  readonly wrong?: boolean;
  readonly onInput: (value: string) => void;
}

const field = ({
  label,
  list,
  value,
  busy,
  isFirst = false,
  wrong = false,
  onInput,
}: Field): TemplateResult => html`<label class="field">
  ${label}
  <input
    type="text"
    list=${list}
    maxlength="256"
    autocomplete="off"
    ?data-autofocus=${isFirst}
    aria-invalid=${wrong}
    aria-describedby=${wrong ? 'wrong-queue' : nothing}
    .value=${value}
    ?readonly=${busy}
    @input=${(event: InputEvent) => onInput((event.target as HTMLInputElement).value.trimStart())}
  />
</label>`;

export function escalate({ toQueue = '', text }: Review, desk: Desk): void {
  const comment = text.trim();
  desk.give({ kind: 'escalate', escalateTo: toQueue.trim(), ...(comment && { comment }) });
}

/** A name that nobody here is known by is asked about first: nobody might ever look. */
export function passOn({ toQueue, toPerson, askedName }: Review, desk: Desk, known: Known): void {
  const queue = toQueue?.trim();
  const assignee = toPerson?.trim();
  const isStrange = assignee && assignee !== askedName && !isKnown(assignee, known);
  if (isStrange) desk.change({ askedName: assignee });
  else desk.pass({ ...(queue && { queue }), ...(assignee && { assignee }) });
}

function askedView({ askedName }: Review, { people }: Known): TemplateResult | typeof nothing {
  if (askedName === undefined) return nothing;
  const seen = people.length === 0 ? '' : ` The page knows ${namesText(people.slice(0, 8).map(personName))}.`;
  return html`<p class="small" role="alert" data-notice="unknown-name">
    Nobody of the name “${askedName}” has been seen here.${seen} Pass it on all the same?
  </p>`;
}

/** As the server compares names. */
const isKnown = (name: string, { people }: Known): boolean => people.some((person) => plain(person) === plain(name));

const plain = (name: string): string => name.normalize('NFKC').toLowerCase();
