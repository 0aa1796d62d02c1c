declare module 'vitest' {
  /** What `inject` gives to tests that are named for it: see the README here. */
  export interface ProvidedContext {
    /** `host:port,host:port`. */
    kafkaBrokers: string;
    /** Of the database `postgres`, as its administrator. */
    postgresUrl: string;
    /** Files that tell how the start went; only where the test's name asks for that part. */
    kafkaOutcome: string | undefined;
    postgresOutcome: string | undefined;
  }
}

export {};
