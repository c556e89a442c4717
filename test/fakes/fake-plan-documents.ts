import { createPlanDocuments } from '../../src/adapters/yaml/create-plan-documents.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { PlanDocuments } from '../../src/ports/plan-documents.ts';

/** Documents with files in memory; YAML is read as everywhere, because reading it touches nothing. */
export function createFakePlanDocuments(files: Readonly<Record<string, string>> = {}): PlanDocuments {
  return {
    read: createPlanDocuments().read,
    async file(path) {
      const text = files[path];
      if (text !== undefined) return text;
      throw new AppError('plan_unreadable', `The plan ${path} can not be read: there is no such file.`);
    },
  };
}
