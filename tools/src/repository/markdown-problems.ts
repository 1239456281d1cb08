import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NOT_OURS = ['**/node_modules/**', '**/dist/**', '**/CHANGELOG.md', '.changeset/**'];
const FENCE = /^```[\s\S]*?^```/gm;
const INLINE_CODE = /`[^`\n]*`/g;
const LINK = /\[[^\]\n]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;

/** The anchor that a heading gets on GitHub. */
export function toAnchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.replace(FENCE, '').matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, title]) => toAnchor(title ?? ''));
  const explicit = [...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id]) => id ?? '');
  return new Set([...headings, ...explicit]);
}

/** Links of one page, as written, that lead nowhere. Addresses on the web are not tried. */
export function findDeadLinks(root: string, page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const links = [...text.replace(FENCE, '').replace(INLINE_CODE, '').matchAll(LINK)].map(([, link]) => link ?? '');
  return links.filter((link) => {
    if (/^[a-z]+:/i.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : path.startsWith('/') ? path.slice(1) : join(dirname(page), path);
    if (!existsSync(join(root, decodeURIComponent(target)))) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(readFileSync(join(root, target), 'utf8')).has(anchor);
  });
}

/** Every dead link of every page below `root`. */
export function findMarkdownProblems(root: string): readonly string[] {
  return globSync('**/*.md', { cwd: root, exclude: NOT_OURS }).flatMap((page) =>
    findDeadLinks(root, page).map((link) => `${page}: ${link} leads nowhere`),
  );
}
