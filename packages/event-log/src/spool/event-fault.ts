import { type ErrorCode, isDeskrailError } from '@deskrail/contracts';

const faults: readonly ErrorCode[] = ['event-invalid', 'body-too-large'];

/** Whether an event will never be taken, however often it is tried. Of any other error the log may recover. */
export const isOfTheEvent = (error: unknown): boolean => isDeskrailError(error) && faults.includes(error.code);
