import { type DeskrailOptions, type InstanceRole, instanceRoles } from '../options.js';
import type { ConfigProblem } from './problems.js';

const isWhole = (roles: readonly InstanceRole[]): boolean => instanceRoles.every((role) => roles.includes(role));

/** Whether the settings say of every part where it lives, and only what can be had together. */
export function placeProblems({ data, kafka, postgres, spool, roles }: DeskrailOptions): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const add = (where: string, wrong: string, write: string) => problems.push({ where, wrong, write });
  const usesStore = roles === undefined || roles.some((role) => role !== 'receive');
  if (data === undefined && kafka === undefined) {
    add('data', 'there is no place for the log', 'Write the path of a directory on a local disk, or kafka.');
  } else if (data === undefined && postgres === undefined && usesStore) {
    add('data', 'there is no place for the store', 'Write the path of a directory on a local disk, or postgres.');
  }
  if (postgres !== undefined && kafka === undefined) {
    add(
      'postgres (DATABASE_URL)',
      'it is set, and kafka (KAFKA_BROKERS) is not: PostgreSQL is for several instances, which share a log on Kafka',
      'Set KAFKA_BROKERS too, or take DATABASE_URL away: the embedded log has its own store.',
    );
  }
  if (roles !== undefined && kafka === undefined && !isWhole(roles)) {
    add('roles', 'only a log on Kafka is shared by several processes', 'Set KAFKA_BROKERS, or leave roles away.');
  }
  if (kafka !== undefined && postgres === undefined && usesStore && roles !== undefined && !isWhole(roles)) {
    add(
      'roles',
      'the embedded store belongs to one process, which then has all roles, or receive alone beside another',
      'Set DATABASE_URL, so that the processes share PostgreSQL.',
    );
  }
  if (spool && kafka === undefined) {
    add('spool', 'there is none beside the embedded log, which is on this disk itself', 'Take it away.');
  }
  if (spool && spool.directory === undefined && data === undefined) {
    add('spool.directory', 'there is no data directory to put the spool in', 'Write the path of a directory.');
  }
  return problems;
}
