// Apart from the schemas, so that a bundle that only needs to know takes none of them along.

export const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Whether a text is a time as `timestamp` has it, for who only needs to know. */
export const isTimestamp = (text: string): boolean => rfc3339.test(text);
