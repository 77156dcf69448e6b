import type { Logger, SqlExecutor } from '../../../../platform';
import type { DocumentsContext } from '../../context';
import type { PassIssuer } from './apple-pass-content';
import type { ApplePassSigner } from './sign-apple-pass';

export interface AppleWalletContext extends DocumentsContext {
  readonly database: SqlExecutor;
  readonly logger: Logger;
  readonly issuer: PassIssuer;
  readonly signer: ApplePassSigner;
}
