import * as z from 'zod';

/** Settings of `frigg-crm create connector`. */
export const createSettingsSchema = z
  .strictObject({
    into: z.string().optional(),
    from: z.string().optional(),
    paths: z
      .string()
      .transform((text) => text.split(',').map((path) => path.trim()))
      .refine((paths) => paths.every((path) => path.startsWith('/')), { message: 'must be paths that begin with /, with commas' })
      .optional(),
    json: z.boolean(),
  })
  .refine(({ from, paths }) => paths === undefined || from !== undefined, { path: ['paths'], message: 'needs --from' });

export type CreateSettings = z.output<typeof createSettingsSchema>;
