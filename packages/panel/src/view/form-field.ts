import type { FieldProblem } from '@deskrail/contracts';
import { css, html, nothing, type TemplateResult } from 'lit';
import { fieldText, problemsAt } from '../text/field-words.js';

interface FormField {
  readonly label: string;
  /** Where in the request its value stands. */
  readonly path: string;
  readonly problems: readonly FieldProblem[];
  readonly control: (part: { readonly id: string; readonly wrong: boolean }) => TemplateResult;
}

/** A labelled control, and below it what was wrong with what stood there. */
export function field({ label, path, problems, control }: FormField): TemplateResult {
  const id = path.replace(/[^\w-]/g, '-');
  const here = problemsAt(path, problems);
  const wrong = here.length > 0;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control({ id, wrong })}
    ${wrong ? html`<p class="wrong small" id=${problemId(id)}>${here.map((problem) => fieldText(label, problem)).join(' ')}</p>` : nothing}
  </div>`;
}

const problemId = (id: string): string => `${id}-wrong`;

/** For `aria-describedby`. */
export const described = (id: string, wrong: boolean) => (wrong ? problemId(id) : nothing);

export const formFieldStyles = css`
  .field {
    display: grid;
    gap: 0.3rem;
  }
  .wrong {
    color: var(--bad);
    font-weight: 400;
  }
`;
