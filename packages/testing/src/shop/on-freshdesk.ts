import type { FreshdeskEmulator } from '../freshdesk/emulator/emulate-freshdesk.js';
import { htmlOf } from '../freshdesk/emulator/html.js';
import type { ShopConversation } from './conversation.js';
import type { ShopDesk } from './shop-desk.js';

type Scene = ShopConversation & { readonly desk: 'freshdesk' };

const isTicket = (scene: { readonly desk?: string }): scene is Scene => scene.desk === 'freshdesk';

const resolved = 4;
const closed = 5;
const priorities = { low: 1, normal: 2, high: 3, urgent: 4 } as const;

/** The shop on Freshdesk. */
export function onFreshdesk(desk: FreshdeskEmulator): ShopDesk {
  return {
    time: desk.time,
    waiting(scene) {
      if (!isTicket(scene)) return undefined;
      const open = desk.tickets
        .list()
        .find(({ subject, status, deleted }) => subject === scene.subject && status < resolved && !deleted);
      if (open === undefined) return undefined;
      const said = new Set(open.conversations.map(({ body }) => body));
      return { id: open.id, words: scene.reactions.filter((text) => !said.has(htmlOf(text))) };
    },
    open(scene) {
      if (!isTicket(scene)) return undefined;
      const { customer, subject, text, tags, priority, note, answered } = scene;
      const more = { ...(tags && { tags }), ...(priority && { priority: priorities[priority] }) };
      const { id } = desk.customerWrites({ customer, subject, text, ...more });
      if (note !== undefined) desk.agentWrites({ ticket: id, text: note, public: false });
      if (answered === undefined) return id;
      desk.agentWrites({ ticket: id, text: answered, status: resolved });
      return undefined;
    },
    isOpen(id) {
      const ticket = desk.tickets.get(id);
      return ticket !== undefined && !ticket.deleted && ticket.status !== closed;
    },
    say: (ticket, text) => void desk.customerWrites({ ticket, text }),
    solve: (id) => void desk.changeTicket(id, { status: resolved }),
    onReply: (listener) =>
      desk.onChange(({ ticket, conversation, by }) => {
        if (conversation === undefined || conversation.private || conversation.incoming) return;
        if (by.isAgent) listener(ticket.id);
      }),
  };
}
