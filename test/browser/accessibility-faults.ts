import type { Page } from 'playwright-core';

/**
 * What a checker of accessibility finds most: controls without a name, ids used twice or not at all, text that is too
 * pale (WCAG AA, 4.5 to 1), and what cannot be reached by keyboard. One line each; none where all is well.
 */
export const accessibilityFaults = (page: Page): Promise<string[]> => page.evaluate(faults);

function faults(): string[] {
  const found: string[] = [];
  const everything = (root: Document | ShadowRoot): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      element,
      ...(element.shadowRoot ? everything(element.shadowRoot) : []),
    ]);
  const isVisible = (element: Element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const elements = everything(document).filter(isVisible);

  const nameOf = (element: Element): string =>
    (element.getAttribute('aria-label') ??
      element.getAttribute('title') ??
      [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent).join('')) ||
    (element.textContent ?? '').trim();
  const controls = 'button, a[href], input, select, textarea, [role=option], [role=tab], [role=meter], [role=dialog]';
  for (const element of elements.filter((candidate) => candidate.matches(controls))) {
    const labelled = (element.getRootNode() as ShadowRoot).getElementById?.(
      element.getAttribute('aria-labelledby') ?? '',
    );
    if (!nameOf(element) && !labelled) found.push(`no name: ${element.outerHTML.slice(0, 120)}`);
  }
  for (const element of elements) {
    const root = element.getRootNode() as ShadowRoot;
    for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for']) {
      const id = element.getAttribute(attribute);
      if (id && !root.getElementById(id)) found.push(`${attribute} names nothing: ${id}`);
    }
    if (element.id && root.querySelectorAll(`[id="${CSS.escape(element.id)}"]`).length > 1) {
      found.push(`id twice: ${element.id}`);
    }
    if (element.matches('[role=option], [role=tab]') && !element.hasAttribute('tabindex')) found.push('not reachable');
  }

  type Color = [number, number, number, number];
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const colorOf = (text: string): Color => {
    if (!canvas) return [0, 0, 0, 1];
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const parentOf = (element: Element): Element | null =>
    element.assignedSlot ??
    element.parentElement ??
    ((element.getRootNode() as ShadowRoot).host as Element | null) ??
    null;
  const behind = (element: Element): Color => {
    for (let at: Element | null = element; at; at = parentOf(at)) {
      const color = colorOf(getComputedStyle(at).backgroundColor);
      if (color[3] > 0.99) return color;
    }
    return colorOf('Canvas');
  };
  const luminance = ([r, g, b]: Color) => {
    const linear = (value: number) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  for (const element of elements) {
    const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    if (text.length === 0 || element.closest(':disabled, noscript, .unseen')) continue;
    const [light = 0, dark = 0] = [
      luminance(colorOf(getComputedStyle(element).color)),
      luminance(behind(element)),
    ].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) found.push(`too pale (${contrast.toFixed(2)}): ${text[0]?.textContent?.trim().slice(0, 40)}`);
  }
  return found;
}
