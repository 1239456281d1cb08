/** Why a file cannot be replayed. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}
