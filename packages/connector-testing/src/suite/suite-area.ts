/** What a demand is about: a mutation names the areas that must notice it. */
export type SuiteArea =
  | 'sync'
  | 'pages'
  | 'limits'
  | 'failures'
  | 'records'
  | 'texts'
  | 'changes'
  | 'search'
  | 'activities'
  | 'webhooks'
  | 'account'
  | 'sandbox'
  | 'client';
