/** Operations of the API that the command line has no verb for, each with the reason. Everything else that the page can do, it can do, too. */
export const OPERATIONS_OF_BROWSERS: Readonly<Record<string, string>> = {
  signIn: 'a session is a cookie of a browser; programs have an API key',
  signOut: 'a session is a cookie of a browser',
  setUp: 'the link is for a browser; access operators create makes the first operator, too',
  changePassword: 'of the operator who is signed in; access operators delete and create give another operator a new one',
  startPasskeySignIn: 'a passkey signs in a browser',
  signInWithPasskey: 'a passkey signs in a browser',
  startPasskey: 'a passkey is made by a browser',
  createPasskey: 'a passkey is made by a browser',
  listPasskeys: 'of the operator who is signed in',
  updatePasskey: 'of the operator who is signed in',
  deletePasskey: 'of the operator who is signed in; access operators delete ends all of them',
};
