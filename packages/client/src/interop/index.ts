export type { NamedAction, ProposalSetting } from './actions.js';
export {
  type AgUiInterrupt,
  type AgUiResume,
  type AgUiVerdict,
  fromAgUiInterrupt,
  fromAgUiResume,
  toAgUiInterrupt,
  toAgUiResume,
} from './ag-ui.js';
export {
  fromHitlRequest,
  fromHitlResponse,
  type HitlDecision,
  type HitlRequest,
  type HitlResponse,
  toHitlRequest,
  toHitlResponse,
} from './langchain-hitl.js';
export {
  fromHumanInterrupt,
  fromHumanResponse,
  type HumanInterrupt,
  type HumanResponse,
  toHumanInterrupt,
  toHumanResponse,
} from './langgraph.js';
export type { OwnWords, Reviewed } from './verdict-of.js';
