import type { Role } from '../auth/roles.js';
import { actionRoutes } from './actions.js';
import { analyticsRoutes } from './analytics.js';
import { claimRoutes } from './claims.js';
import { conversationRoutes } from './conversations.js';
import { deadLetterRoutes } from './dead-letters.js';
import { eventRoutes } from './events.js';
import { factRoutes } from './facts.js';
import { keyRoutes } from './keys.js';
import { operatingRoutes } from './operating.js';
import { policyRoutes } from './policy.js';
import { queueRoutes } from './queue.js';
import { recommendationRoutes } from './recommendations.js';
import { reconciliationRoutes } from './reconciliations.js';
import type { Route } from './route.js';
import { sessionRoutes } from './sessions.js';
import { suggestionRoutes } from './suggestions.js';

/** The API, as it is served and described. Webhooks and the page are beside it. */
export const allRoutes = (metricsRole?: Role): readonly Route[] => [
  ...factRoutes,
  ...conversationRoutes,
  ...recommendationRoutes,
  ...claimRoutes,
  ...queueRoutes,
  ...suggestionRoutes,
  ...actionRoutes,
  ...policyRoutes,
  ...analyticsRoutes,
  ...eventRoutes,
  ...deadLetterRoutes,
  ...reconciliationRoutes,
  ...keyRoutes,
  ...sessionRoutes,
  ...operatingRoutes(metricsRole),
];
