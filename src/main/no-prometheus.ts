import { AppError } from '../domain/errors.ts';

/** What a query comes to on a target without a Prometheus. @throws AppError `target_unfit` */
export async function noPrometheus(): Promise<never> {
  throw new AppError('target_unfit', 'There is no Prometheus to be asked.');
}
