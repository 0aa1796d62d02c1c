export { createKnowledgeRetriever, type KnowledgeRetrieverOptions } from './knowledge-retriever.js';
export { createSuggestionTool, type SuggestionToolOptions } from './suggestion-tool.js';
