import { createDeskrail } from 'deskrail';
import { runJourney } from './journey/run-journey.ts';

runJourney('the embedded log and store', (place, options) => createDeskrail({ data: place, ...options }));
