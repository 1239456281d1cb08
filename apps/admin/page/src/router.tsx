import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { BASE_URL } from './api/api.ts';
import { readInboxSearch, readPeopleSearch } from './logic/inbox-search.ts';
import { readSyncsSearch } from './logic/syncs-search.ts';
import { Root } from './root.tsx';
import { Empty, Failure, Loading } from './ui/ui.tsx';

const root = createRootRoute({ component: Root, notFoundComponent: () => <Empty title="There is no such page" /> });
const getParentRoute = (): typeof root => root;

const routeTree = root.addChildren([
  createRoute({
    getParentRoute,
    path: '/',
    component: lazyRouteComponent(async () => import('./overview/overview-page.tsx'), 'OverviewPage'),
  }),
  createRoute({ getParentRoute, path: '/setup', component: Outlet }),
  createRoute({
    getParentRoute,
    path: '/syncs',
    validateSearch: readSyncsSearch,
    component: lazyRouteComponent(async () => import('./syncs/syncs-page.tsx'), 'SyncsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/syncs/$syncId',
    component: lazyRouteComponent(async () => import('./sync/sync-page.tsx'), 'SyncPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/integrations',
    component: lazyRouteComponent(async () => import('./integrations/integrations-page.tsx'), 'IntegrationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/integrations/new',
    component: lazyRouteComponent(async () => import('./integrations/connect-page.tsx'), 'ConnectPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/integrations/$integrationId',
    component: lazyRouteComponent(async () => import('./integrations/integration-page.tsx'), 'IntegrationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/people',
    validateSearch: readPeopleSearch,
    component: lazyRouteComponent(async () => import('./people/people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/webhooks',
    validateSearch: readInboxSearch,
    component: lazyRouteComponent(async () => import('./inbox/webhooks-page.tsx'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/dead-letters',
    component: lazyRouteComponent(async () => import('./inbox/dead-letters-page.tsx'), 'DeadLettersPage'),
  }),
  createRoute({ getParentRoute, path: '/bulk', component: lazyRouteComponent(async () => import('./bulk/bulk-page.tsx'), 'BulkPage') }),
  createRoute({
    getParentRoute,
    path: '/bulk/$operationId',
    component: lazyRouteComponent(async () => import('./bulk/bulk-page.tsx'), 'BulkOperationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/import',
    component: lazyRouteComponent(async () => import('./recording/import-page.tsx'), 'ImportPage'),
  }),
  createRoute({ getParentRoute, path: '/demo', component: lazyRouteComponent(async () => import('./demo/demo-page.tsx'), 'DemoPage') }),
  createRoute({ getParentRoute, path: '/audit', component: lazyRouteComponent(async () => import('./audit/audit-page.tsx'), 'AuditPage') }),
  createRoute({
    getParentRoute,
    path: '/access',
    component: lazyRouteComponent(async () => import('./access/access-page.tsx'), 'AccessPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/diagnostics',
    component: lazyRouteComponent(async () => import('./access/diagnostics-page.tsx'), 'DiagnosticsPage'),
  }),
]);

/** The pages and their addresses. */
export const router = createRouter({
  routeTree,
  basepath: BASE_URL.pathname.replace(/\/$/, '') || '/',
  defaultPendingComponent: () => <Loading lines={6} />,
  defaultErrorComponent: ({ error }) => <Failure error={error} onRetry={() => location.reload()} />,
  defaultNotFoundComponent: () => <Empty title="There is no such page" />,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
