/** Tokens as Gemma counts them. For now the fitted estimate; the exact count takes its place. */
export { estimateTokens as countTokens } from './estimate.ts';
