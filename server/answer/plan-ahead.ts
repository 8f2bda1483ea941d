import type { Plan } from '../../core/types.ts';
import { attempt } from './attempt.ts';
import { gatherMaterial } from './material.ts';
import { decide } from './plan.ts';
import type { AnswerDeps, AnswerRequest } from './request.ts';

/**
 * The plan that `answer` would begin with, without asking a model. An empty question is allowed: it tells what the
 * collection alone decides.
 * @throws AppError prompt-too-long
 */
export async function planAhead(request: AnswerRequest, deps: AnswerDeps, signal: AbortSignal): Promise<Plan> {
  const material = await gatherMaterial({ ...request, startedMs: Date.now(), deps, signal });
  const { plan } = await attempt(decide(material.planInput), material, deps, signal);
  return plan;
}
