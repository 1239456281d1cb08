import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/api.ts';
import { livePaused } from './live/live.ts';
import { router } from './router.tsx';
import './tokens.css';

/** What may work at the next attempt. */
function mayRetry(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

const client = new QueryClient({
  defaultOptions: { queries: { retry: mayRetry, staleTime: 2000, refetchOnWindowFocus: () => !livePaused() } },
});

// After an upgrade of the server the files of the page of before are gone.
addEventListener('vite:preloadError', (event) => {
  event.preventDefault();
  location.reload();
});

const element = document.querySelector('#root');
if (element === null) throw new Error('the page has no element for its content');
createRoot(element).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
