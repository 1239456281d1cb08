/** Only what the page needs: one script and one request, both of this server. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Set up Frigg CRM</title>
<main>
<h1>Set up Frigg CRM</h1>
<p>Choose the name and the password of the first operator.</p>
<form>
<p><label>Name <input name="name" autocomplete="username" required pattern="[a-z0-9][a-z0-9._\\-]{0,63}"></label></p>
<p><label>Password, 12 characters or more <input name="password" type="password" autocomplete="new-password" required minlength="12"></label></p>
<p><button>Create</button></p>
</form>
<p role="status"></p>
</main>
<script src="setup.js" type="module"></script>
</html>
`;

/** The token is in the fragment, which no request and no log of a proxy holds. */
const SCRIPT = `const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
const form = document.querySelector('form');
const status = document.querySelector('[role=status]');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { name, password } = Object.fromEntries(new FormData(form));
  const body = JSON.stringify({ token, name, password });
  const response = await fetch('api/v1/setup', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const answer = await response.json();
  const fields = (answer.errors ?? []).map(({ pointer, detail }) => pointer.slice(1) + ' ' + detail);
  status.textContent = response.ok ? 'Done: you are signed in as ' + name + '.' : [answer.detail, ...fields].join(' ');
  if (response.ok) form.hidden = true;
});
`;

/** @returns the page behind the set-up link, by its path. It shows nothing of the server, and is of no use without the token. */
export function setUpPage(path: '/setup' | '/setup.js'): Response {
  const isPage = path === '/setup';
  const type = isPage ? 'text/html; charset=utf-8' : 'text/javascript; charset=utf-8';
  return new Response(isPage ? PAGE : SCRIPT, { headers: { 'content-type': type, 'content-security-policy': POLICY } });
}
