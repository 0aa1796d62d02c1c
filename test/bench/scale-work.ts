/** What an instance does with each event: nothing; wait, as for a model; or keep the store up in PostgreSQL. */
export type Work = 'nothing' | 'waiting' | 'projection';

/** What a handler waits for, side by side for four subjects, as the copilot does. */
export const modelCallMs = 25;

/** The group that the brokers see. */
export const groupOf = (prefix: string, work: Work) =>
  `${prefix}${work === 'projection' ? 'projection' : 'bench'}.facts`;
