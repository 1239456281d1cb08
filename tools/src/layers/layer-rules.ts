import type { IForbiddenRuleType } from 'dependency-cruiser';
import { folderOrderRules } from './folder-order.ts';

const TESTS = '[.]test(-d)?[.]ts$|/(test-support|__fixtures__)/';
const INNER_RINGS = '^packages/(core|http|oauth|live|client|quo|crm-base|server|testing)/src/';

/** Which folder may import which where a package's tag is too coarse: inside a package, and in what is shipped as opposed to its tests. */
export const LAYER_RULES: readonly IForbiddenRuleType[] = [
  {
    name: 'must-resolve',
    comment: 'An import that does not resolve escapes every rule about its target. It stands first for that reason.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  ...folderOrderRules(TESTS),
  { name: 'no-cycle', comment: 'Types included.', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'core-domain-is-pure',
    comment: 'The domain knows itself and its errors; no ports, no use cases, no node modules, no packages.',
    severity: 'error',
    from: { path: '^packages/core/src/(domain|errors)/', pathNot: TESTS },
    to: { pathNot: '^packages/core/src/(domain|errors)/' },
  },
  {
    name: 'core-ports-face-inward',
    comment: 'A port is a promise about the domain, not about those who keep or use it.',
    severity: 'error',
    from: { path: '^packages/core/src/ports/', pathNot: TESTS },
    to: { pathNot: '^packages/core/src/(domain|errors|ports)/' },
  },
  {
    name: 'core-use-cases-stay-in-core',
    comment: 'A use case joins domain and ports; zod reads what comes in; the harmless defaults are in core/src/system.',
    severity: 'error',
    from: { path: '^packages/core/src/use-cases/', pathNot: TESTS },
    to: { pathNot: ['^packages/core/src/', '/node_modules/zod/'] },
  },
  {
    name: 'core-depends-on-zod-only',
    severity: 'error',
    from: { path: '^packages/core/src/', pathNot: [TESTS, '^packages/core/src/system/'] },
    to: { pathNot: ['^packages/core/src/', '/node_modules/zod/'] },
  },
  {
    name: 'shipped-code-imports-no-adapter',
    comment: 'The app chooses adapters. A package may use @frigg-crm/memory in its tests only.',
    severity: 'error',
    from: { path: [INNER_RINGS, '^packages/connectors/'], pathNot: TESTS },
    to: { path: '^packages/adapters/' },
  },
  {
    name: 'shipped-code-imports-no-testing',
    comment: 'Suites for others are subpaths named testing; all else needs @frigg-crm/testing in its tests only.',
    severity: 'error',
    from: { path: '^packages/(?!(connector-)?testing/)', pathNot: [TESTS, '^packages/(crm-base|frigg)/src/testing/'] },
    to: { path: ['^packages/(connector-)?testing/', '^packages/[^/]+/src/testing/', '/node_modules/(vitest|fast-check|msw)/'] },
  },
  {
    name: 'adapters-do-not-know-each-other',
    severity: 'error',
    from: { path: '^packages/adapters/([^/]+)/' },
    to: { path: '^packages/adapters/', pathNot: '^packages/adapters/$1/' },
  },
  {
    name: 'connectors-do-not-know-each-other',
    severity: 'error',
    from: { path: '^packages/connectors/([^/]+)/' },
    to: { path: '^packages/connectors/', pathNot: '^packages/connectors/$1/' },
  },
  { name: 'quo-does-not-know-crm-base', severity: 'error', from: { path: '^packages/quo/' }, to: { path: '^packages/crm-base/' } },
  {
    name: 'packages-do-not-know-apps',
    severity: 'error',
    from: { path: '^packages/' },
    to: { path: '^(apps|tools|verify)/', pathNot: '^tools/[^/]+[.]config[.]ts$' },
  },
  {
    name: 'live-client-is-small',
    comment: 'A browser loads it: types of core, and nothing at run time but its own files.',
    severity: 'error',
    from: { path: '^packages/live/src/(client|protocol)/|^packages/live/src/index[.]ts$', pathNot: TESTS },
    to: { pathNot: '^packages/live/src/(client|protocol)/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'client-is-small',
    comment: 'A browser loads it: of core nothing that the bundler cannot leave out, and the server in its tests only.',
    severity: 'error',
    from: { path: '^packages/client/src/', pathNot: TESTS },
    to: { pathNot: ['^packages/client/src/', '^packages/core/src/index[.]ts$', '/node_modules/openapi-fetch/'] },
  },
  {
    name: 'page-is-served-by-itself',
    comment: 'What serves the page knows no other package: an app of any kind can mount it.',
    severity: 'error',
    from: { path: '^apps/admin/src/', pathNot: TESTS },
    to: { pathNot: '^apps/admin/src/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'page-talks-to-the-api',
    comment: 'A page has no business with the engine: it knows the API, and the feed by its client.',
    severity: 'error',
    from: { path: '^apps/admin/page/src/' },
    to: {
      path: '^(packages|apps|tools|verify)/',
      pathNot: '^apps/admin/page/|^packages/(live|client)/src/index[.]ts$|^packages/client/src/attention/',
    },
  },
  {
    name: 'through-the-front-door',
    comment: 'Only what `exports` names is public: no relative path into another package.',
    severity: 'error',
    from: { path: '^((?:packages/adapters|packages/connectors|packages|apps)/[^/]+)/src/' },
    to: {
      path: '^(packages|apps)/',
      pathNot: [
        '^$1/',
        '/src/index[.]ts$',
        '^packages/[^/]+/src/[^/]+/index[.]ts$',
        '^packages/(adapters|connectors)/[^/]+/src/[^/]+/index[.]ts$',
      ],
    },
  },
  {
    name: 'index-is-for-outsiders',
    comment: 'Inside a package modules import each other, never their own barrel.',
    severity: 'error',
    from: { path: '^((?:packages/adapters|packages/connectors|packages|apps)/[^/]+)/src/', pathNot: TESTS },
    to: { path: '^$1/src/index[.]ts$' },
  },
];
