import type { ZendeskEmulator } from '../zendesk/emulator/emulate-zendesk.js';
import type { ShopConversation } from './conversation.js';
import type { ShopDesk } from './shop-desk.js';

type Scene = ShopConversation & { readonly desk?: 'zendesk' };

const isTicket = (scene: { readonly desk?: string }): scene is Scene => (scene.desk ?? 'zendesk') === 'zendesk';

/** The shop on Zendesk. */
export function onZendesk(desk: ZendeskEmulator): ShopDesk {
  return {
    time: desk.time,
    waiting(scene) {
      if (!isTicket(scene)) return undefined;
      const open = desk.tickets
        .list()
        .find(({ subject, status }) => subject === scene.subject && !['solved', 'closed', 'deleted'].includes(status));
      if (open === undefined) return undefined;
      const said = new Set(open.comments.map(({ body }) => body));
      return { id: open.id, words: scene.reactions.filter((text) => !said.has(text)) };
    },
    open(scene) {
      if (!isTicket(scene)) return undefined;
      const { note, answered, before = [], text, reactions: _reactions, desk: _desk, ...message } = scene;
      const [opening = text, ...others] = [...before.map((one) => one.text), text];
      const { id } = desk.customerWrites({ ...message, text: opening });
      for (const [at, next] of others.entries()) {
        desk.agentWrites({ ticket: id, text: before[at]?.answer ?? '' });
        desk.customerWrites({ ticket: id, text: next });
      }
      if (note !== undefined) desk.agentWrites({ ticket: id, text: note, public: false });
      if (answered === undefined) return id;
      desk.agentWrites({ ticket: id, text: answered, status: 'solved' });
      return undefined;
    },
    isOpen: (id) => !['closed', 'deleted'].includes(desk.tickets.get(id)?.status ?? 'deleted'),
    say: (ticket, text) => void desk.customerWrites({ ticket, text }),
    solve: (id) => desk.solve(id),
    onReply: (listener) =>
      desk.onChange(({ ticket, types }) => {
        const comment = ticket.comments.at(-1);
        if (comment === undefined || !comment.public || !types.includes('ticket.comment_added')) return;
        if (desk.users.get(comment.authorId)?.role !== 'end-user') listener(ticket.id);
      }),
  };
}
