import type {
  ClassificationProposal,
  EscalationProposal,
  FieldProblem,
  Proposal,
  SummaryProposal,
  ToolCallProposal,
} from '@deskrail/contracts';
import { html, noChange, type TemplateResult } from 'lit';
import { readable, sentenceCase } from '../text/words.js';
import { described, field } from './form-field.js';

type Kind = Exclude<Proposal, { kind: 'reply' }>;

interface ProposalForm<Edited extends Kind = Kind> {
  readonly proposal: Edited;
  /** As it is to be approved else: what stands there says what each field takes. */
  readonly before: Edited;
  /** What was not taken as it was sent. */
  readonly problems: readonly FieldProblem[];
  readonly onChange: (proposal: Proposal) => void;
}

const priorities = ['low', 'normal', 'high', 'urgent'] as const;
const statuses = ['new', 'open', 'pending', 'on-hold', 'solved', 'closed'] as const;

/** Fields for what a reviewer may change of a proposal that is no reply. */
export function proposalForm(form: ProposalForm): TemplateResult {
  const { kind } = form.proposal;
  if (kind === 'classification') return classificationForm(form as ProposalForm<ClassificationProposal>);
  if (kind === 'summary') return summaryForm(form as ProposalForm<SummaryProposal>);
  if (kind === 'escalation') return escalationForm(form as ProposalForm<EscalationProposal>);
  return toolCallForm(form as ProposalForm<ToolCallProposal>);
}

function classificationForm(form: ProposalForm<ClassificationProposal>): TemplateResult {
  const { proposal, problems } = form;
  const set = (part: Unset<ClassificationProposal>) => form.onChange(without({ ...proposal, ...part }));
  const { priority, status, addTags = [], removeTags = [], group = '' } = proposal;
  return html`
    ${choice({ label: 'Priority', path: 'proposal.priority', problems }, priorities, priority, (value) => set({ priority: value }))}
    ${choice({ label: 'Status', path: 'proposal.status', problems }, statuses, status, (value) => set({ status: value }))}
    ${line(
      { label: 'Tags to add, with commas between', path: 'proposal.addTags', problems },
      addTags.join(', '),
      (value) => set({ addTags: tagsIn(value) }),
    )}
    ${line({ label: 'Tags to remove', path: 'proposal.removeTags', problems }, removeTags.join(', '), (value) =>
      set({ removeTags: tagsIn(value) }),
    )}
    ${line({ label: 'Group', path: 'proposal.group', problems }, group, (value) => set({ group: value || undefined }))}
  `;
}

function escalationForm(form: ProposalForm<EscalationProposal>): TemplateResult {
  const { proposal, problems } = form;
  const set = (part: Unset<EscalationProposal>) => form.onChange(without({ ...proposal, ...part }));
  return html`
    ${line({ label: 'Hand to', path: 'proposal.to', problems }, proposal.to, (to) => set({ to }))}
    ${choice({ label: 'Priority', path: 'proposal.priority', problems }, priorities, proposal.priority, (priority) => set({ priority }))}
    ${text({ label: 'Private note', path: 'proposal.note', problems }, proposal.note ?? '', (note) => set({ note: note || undefined }))}
  `;
}

const summaryForm = ({ proposal, problems, onChange }: ProposalForm<SummaryProposal>): TemplateResult =>
  text({ label: 'Private note', path: 'proposal.text', problems }, proposal.text, (value) =>
    onChange({ ...proposal, text: value, sentences: [{ text: value, evidence: [] }] }),
  );

const toolCallForm = ({ proposal, before, problems, onChange }: ProposalForm<ToolCallProposal>): TemplateResult => html`
  <p class="small muted">${readable(proposal.tool)}, as it is to be done. The policy is asked about your version again.</p>
  ${Object.entries(proposal.arguments).map(([name, value]) =>
    argumentField(
      { label: readable(name), path: `proposal.arguments.${name}`, problems },
      { value, takes: before.arguments[name] ?? value },
      (changed) => onChange({ ...proposal, arguments: { ...proposal.arguments, [name]: changed } }),
    ),
  )}
`;

type Json = ToolCallProposal['arguments'][string];
type Place = Pick<Parameters<typeof field>[0], 'label' | 'path' | 'problems'>;

/** By what was suggested there: a switch, a number, a line, and JSON for what is none of them. */
function argumentField(
  place: Place,
  { value, takes }: { readonly value: Json; readonly takes: Json },
  onValue: (value: Json) => void,
): TemplateResult {
  if (typeof takes === 'boolean') {
    return html`<label class="row">
      <input
        type="checkbox"
        .checked=${value === true}
        @change=${(event: Event) => onValue((event.target as HTMLInputElement).checked)}
      />
      ${place.label}
    </label>`;
  }
  if (typeof takes === 'number') {
    // What is no number is none, and not the last that was one: what stands there is what is sent.
    const onInput = (event: Event) => {
      const { valueAsNumber } = event.target as HTMLInputElement;
      onValue(Number.isFinite(valueAsNumber) ? valueAsNumber : null);
    };
    // What is half written, such as a minus, stays as they wrote it.
    const shown = typeof value === 'number' ? String(value) : noChange;
    return field({
      ...place,
      control: ({ id, wrong }) =>
        html`<input id=${id} type="number" step="any" .value=${shown} aria-invalid=${wrong} aria-describedby=${described(id, wrong)} @input=${onInput} />`,
    });
  }
  if (typeof takes === 'string') return line(place, typeof value === 'string' ? value : '', onValue);
  const label = `${place.label}, as JSON`;
  return line({ ...place, label }, JSON.stringify(value), (written) => onValue(jsonOf(written)));
}

const line = (place: Place, value: string, onInput: (value: string) => void): TemplateResult =>
  field({
    ...place,
    control: ({ id, wrong }) =>
      html`<input id=${id} type="text" .value=${value} aria-invalid=${wrong} aria-describedby=${described(id, wrong)} @input=${(event: Event) => onInput(fieldValue(event).trim())} />`,
  });

const text = (place: Place, value: string, onInput: (value: string) => void): TemplateResult =>
  field({
    ...place,
    control: ({ id, wrong }) =>
      html`<textarea id=${id} .value=${value} aria-invalid=${wrong} aria-describedby=${described(id, wrong)} @input=${(event: Event) => onInput(fieldValue(event))}></textarea>`,
  });

function choice<Value extends string>(
  place: Place,
  values: readonly Value[],
  chosen: Value | undefined,
  onChoose: (value: Value | undefined) => void,
): TemplateResult {
  const onChange = (event: Event) => onChoose(values.find((value) => value === fieldValue(event)));
  return field({
    ...place,
    control: ({
      id,
      wrong,
    }) => html`<select id=${id} aria-invalid=${wrong} aria-describedby=${described(id, wrong)} @change=${onChange}>
      <option value="" ?selected=${chosen === undefined}>As it is</option>
      ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${sentenceCase(value)}</option>`)}
    </select>`,
  });
}

const fieldValue = (event: Event): string =>
  (event.target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement).value;

const tagsIn = (written: string): string[] | undefined => {
  const tags = written.split(',').flatMap((tag) => tag.trim() || []);
  return tags.length > 0 ? tags : undefined;
};

type Unset<Edited> = { readonly [Key in keyof Edited]?: Edited[Key] | undefined };

/** A field that is emptied is left out, as the contract has it. */
function without<Edited extends Proposal>(proposal: { [Key in keyof Edited]: Edited[Key] | undefined }): Edited {
  return Object.fromEntries(Object.entries(proposal).filter(([, value]) => value !== undefined)) as Edited;
}

function jsonOf(written: string): Json {
  try {
    return JSON.parse(written);
  } catch {
    return written;
  }
}
