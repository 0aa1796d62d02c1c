import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a small shop tells its customers. */
export const shopArticles: Readonly<Record<string, string>> = {
  'delivery.md': `---
title: Delivery times
url: https://shop.example/help/delivery
---
# Delivery

Orders within the country arrive in 2 to 4 working days. Orders to other countries take up to 10 working days.

## Tracking an order

When your order leaves our warehouse, we send you an e-mail with a tracking link. You find the same link in your
account under **Orders**.
`,
  'returns/returning.md': `# Returning an item

You can return any item within 30 days of delivery. Print the return label from your account and hand the parcel in at
any post office.

## When is my refund paid?

We refund the full price within 5 working days after the item has reached us. The money goes back to the card or account
you paid with.

- Shipping costs are refunded only for faulty items.
- Gift cards cannot be refunded.
`,
  'internal/discounts.md': `---
title: Discounts for complaints
scope: [tenant:acme]
---
A complaint about late delivery earns a voucher.
`,
};

/** A folder that holds the articles, removed with `remove`. */
export async function shopFolder(articles: Readonly<Record<string, string>> = shopArticles) {
  const folder = await mkdtemp(join(tmpdir(), 'deskrail-articles-'));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(articles)) await write(path, text);
  return { folder, write, remove: () => rm(folder, { recursive: true, force: true }) };
}
