/** Where what only a demo has is found; `undefined`: this is no demo. */
export const DEMO_PATH: string | undefined = document.querySelector<HTMLMetaElement>('meta[name="frigg-crm-demo"]')?.content;
