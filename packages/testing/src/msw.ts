import { type HttpHandler, http } from 'msw';
import type { FreshdeskEmulator } from './freshdesk/emulator/emulate-freshdesk.js';
import type { OpenAiEmulator } from './openai/emulate-openai.js';
import type { Emulator } from './serve-emulator.js';
import type { TwilioEmulator } from './twilio/emulator/emulate-twilio.js';
import type { ZendeskEmulator } from './zendesk/emulator/emulate-zendesk.js';

/**
 * Handlers for Mock Service Worker 3 that answer Zendesk's REST API from an emulated desk:
 * `setupServer(...zendeskHandlers(desk))`. `baseUrl` is where the code under test looks for the desk.
 */
export function zendeskHandlers(
  desk: Pick<ZendeskEmulator, 'handle' | 'url'>,
  options: { readonly baseUrl?: string } = {},
): HttpHandler[] {
  return [answeredBy(desk, `${options.baseUrl ?? desk.url}/api/v2/*`)];
}

/** The same for Freshdesk's REST API. */
export function freshdeskHandlers(
  desk: Pick<FreshdeskEmulator, 'handle' | 'url'>,
  options: { readonly baseUrl?: string } = {},
): HttpHandler[] {
  return [answeredBy(desk, `${options.baseUrl ?? desk.url}/api/v2/*`)];
}

/** The same for Twilio's two hosts. `baseUrl` is where `api.twilio.com` is looked for, as `https://api.twilio.com`. */
export function twilioHandlers(
  desk: Pick<TwilioEmulator, 'handle' | 'url'>,
  options: { readonly baseUrl?: string } = {},
): HttpHandler[] {
  const url = options.baseUrl ?? desk.url;
  const hosts = new Set([url, url.replace('//api.', '//conversations.')]);
  return [...hosts].flatMap((host) => [answeredBy(desk, `${host}/2010-04-01/*`), answeredBy(desk, `${host}/v1/*`)]);
}

/** The same for OpenAI's API. `baseUrl` is where the code under test looks for it, such as `https://api.openai.com`. */
export function openAiHandlers(
  emulator: Pick<OpenAiEmulator, 'handle' | 'url'>,
  options: { readonly baseUrl?: string } = {},
): HttpHandler[] {
  return [answeredBy(emulator, `${options.baseUrl ?? emulator.url}/v1/*`)];
}

function answeredBy(desk: Emulator, path: string): HttpHandler {
  return http.all(path, async ({ request }) => {
    try {
      return await desk.handle(request);
    } catch (error) {
      // The caller gave up: there is nobody to answer, and nothing to report.
      if (request.signal.aborted) return Response.error();
      throw error;
    }
  });
}
