import { html, nothing, type TemplateResult } from 'lit';

interface Banner {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly icon: TemplateResult;
  readonly title: string;
  readonly body?: TemplateResult | string | undefined;
  readonly alert?: boolean;
  readonly name: string;
}

export const banner = ({ tone, icon, title, body, alert, name }: Banner): TemplateResult => html`<div
  class="banner ${tone}"
  data-notice=${name}
  role=${alert ? 'alert' : nothing}
>
  ${icon}
  <div class="grow"><strong>${title}</strong>${body ? html`<div>${body}</div>` : nothing}</div>
</div>`;
