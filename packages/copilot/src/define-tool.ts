import type { Tool } from '@deskrail/contracts';
import type { z } from 'zod';

/** A tool as the option `tools` takes it, its handler typed by its own schema: what a handler gets was parsed by it. */
export const defineTool = <Arguments extends z.ZodObject>(tool: Tool<Arguments>): Tool => tool as unknown as Tool;
