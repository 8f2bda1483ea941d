import type { Plan } from '../../core/types.ts';
import { type Attempt, attempt } from './attempt.ts';
import { gatherMaterial } from './material.ts';
import { decide } from './plan/plan.ts';
import type { AnswerDeps, AnswerRequest } from './request.ts';

/**
 * The plan that `answer` would begin with, without asking a model. An empty question is allowed: it tells what the
 * collection alone decides.
 * @throws AppError prompt-too-long
 */
export async function planAhead(request: AnswerRequest, deps: AnswerDeps, signal: AbortSignal): Promise<Plan> {
  return (await attemptAhead(request, deps, signal)).plan;
}

/**
 * The same with the prompt that belongs to it: what a model reads ahead has to be what a question would send.
 * @throws AppError prompt-too-long
 */
export async function attemptAhead(request: AnswerRequest, deps: AnswerDeps, signal: AbortSignal): Promise<Attempt> {
  const material = await gatherMaterial({ ...request, startedMs: Date.now(), deps, signal });
  return attempt(decide(material.planInput), material, deps, signal);
}
