import type {
  ClassificationProposal,
  EscalationProposal,
  Proposal,
  SummaryProposal,
  ToolCallProposal,
} from '@deskrail/contracts';
import { html, type TemplateResult } from 'lit';
import { readable, sentenceCase } from '../text/words.js';

type OnChange = (proposal: Proposal) => void;

const priorities = ['low', 'normal', 'high', 'urgent'] as const;
const statuses = ['new', 'open', 'pending', 'on-hold', 'solved', 'closed'] as const;

/** Fields for what a reviewer may change of a proposal that is no reply. */
export function proposalForm(proposal: Exclude<Proposal, { kind: 'reply' }>, onChange: OnChange): TemplateResult {
  if (proposal.kind === 'classification') return classificationForm(proposal, onChange);
  if (proposal.kind === 'summary') return summaryForm(proposal, onChange);
  return proposal.kind === 'escalation' ? escalationForm(proposal, onChange) : toolCallForm(proposal, onChange);
}

const classificationForm = (proposal: ClassificationProposal, onChange: OnChange): TemplateResult => html`
  ${choice('Priority', priorities, proposal.priority, (priority) => onChange(without({ ...proposal, priority })))}
  ${choice('Status', statuses, proposal.status, (status) => onChange(without({ ...proposal, status })))}
  ${line('Tags to add, with commas between', (proposal.addTags ?? []).join(', '), (value) =>
    onChange(without({ ...proposal, addTags: tagsIn(value) })),
  )}
  ${line('Tags to remove', (proposal.removeTags ?? []).join(', '), (value) =>
    onChange(without({ ...proposal, removeTags: tagsIn(value) })),
  )}
  ${line('Group', proposal.group ?? '', (group) => onChange(without({ ...proposal, group: group || undefined })))}
`;

const escalationForm = (proposal: EscalationProposal, onChange: OnChange): TemplateResult => html`
  ${line('Hand to', proposal.to, (to) => onChange({ ...proposal, to }))}
  ${choice('Priority', priorities, proposal.priority, (priority) => onChange(without({ ...proposal, priority })))}
  <label class="field">
    Private note
    <textarea
      .value=${proposal.note ?? ''}
      @input=${(event: InputEvent) => onChange(without({ ...proposal, note: fieldValue(event) || undefined }))}
    ></textarea>
  </label>
`;

const summaryForm = (proposal: SummaryProposal, onChange: OnChange): TemplateResult => html`
  <label class="field">
    Private note
    <textarea
      .value=${proposal.text}
      @input=${(event: InputEvent) => {
        const text = fieldValue(event);
        onChange({ ...proposal, text, sentences: [{ text, evidence: [] }] });
      }}
    ></textarea>
  </label>
`;

const toolCallForm = (proposal: ToolCallProposal, onChange: OnChange): TemplateResult => html`
  <p class="small muted">${readable(proposal.tool)}, as it is to be done. The policy is asked about your version again.</p>
  ${Object.entries(proposal.arguments).map(([name, value]) =>
    argumentField(name, value, (changed) =>
      onChange({ ...proposal, arguments: { ...proposal.arguments, [name]: changed } }),
    ),
  )}
`;

type Json = ToolCallProposal['arguments'][string];

/** By what stands there: a switch, a number, a line, and JSON for what is none of them. */
function argumentField(name: string, value: Json, onValue: (value: Json) => void): TemplateResult {
  const label = readable(name);
  if (typeof value === 'boolean') {
    return html`<label class="row">
      <input
        type="checkbox"
        .checked=${value}
        @change=${(event: Event) => onValue((event.target as HTMLInputElement).checked)}
      />
      ${label}
    </label>`;
  }
  if (typeof value === 'number') {
    const onInput = (event: Event) => {
      const { valueAsNumber } = event.target as HTMLInputElement;
      if (Number.isFinite(valueAsNumber)) onValue(valueAsNumber);
    };
    return html`<label class="field">
      ${label}<input type="number" step="any" .value=${String(value)} @input=${onInput} />
    </label>`;
  }
  if (typeof value === 'string') return line(label, value, onValue);
  return line(`${label}, as JSON`, JSON.stringify(value), (text) => onValue(jsonOf(text)));
}

const line = (
  label: string,
  value: string,
  onInput: (value: string) => void,
): TemplateResult => html`<label class="field">
  ${label}<input type="text" .value=${value} @input=${(event: Event) => onInput(fieldValue(event).trim())} />
</label>`;

function choice<Value extends string>(
  label: string,
  values: readonly Value[],
  chosen: Value | undefined,
  onChoose: (value: Value | undefined) => void,
): TemplateResult {
  const onChange = (event: Event) => onChoose(values.find((value) => value === fieldValue(event)));
  return html`<label class="field">
    ${label}
    <select @change=${onChange}>
      <option value="" ?selected=${chosen === undefined}>As it is</option>
      ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${sentenceCase(value)}</option>`)}
    </select>
  </label>`;
}

const fieldValue = (event: Event): string =>
  (event.target as HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement).value;

const tagsIn = (text: string): string[] | undefined => {
  const tags = text.split(',').flatMap((tag) => tag.trim() || []);
  return tags.length > 0 ? tags : undefined;
};

/** A field that is emptied is left out, as the contract has it. */
function without<Kind extends Proposal>(proposal: { [Key in keyof Kind]: Kind[Key] | undefined }): Kind {
  return Object.fromEntries(Object.entries(proposal).filter(([, value]) => value !== undefined)) as Kind;
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
