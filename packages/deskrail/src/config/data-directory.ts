/** Where an instance keeps its state, unless told otherwise. */
export const defaultData = '.deskrail';

/** The one file in it that is log and store. */
export const databaseFile = 'deskrail.db';
