import { FriggCrmError } from '@frigg-crm/core';

/** A connector answered in a way its contract excludes; going on could lose or repeat people without end. */
export class ConnectorContractError extends FriggCrmError {
  override readonly code = 'CONNECTOR_CONTRACT_BROKEN';
  override readonly retryable = false;
}
