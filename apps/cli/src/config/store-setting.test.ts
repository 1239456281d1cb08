import { describe, expect, it } from 'vitest';
import { storeSettingSchema } from './store-setting.ts';

describe('--store', () => {
  it.each([
    ['memory:', { kind: 'memory' }],
    ['sqlite:frigg-crm.sqlite', { kind: 'sqlite', file: 'frigg-crm.sqlite' }],
    ['pglite:.frigg-crm', { kind: 'pglite', dataDir: '.frigg-crm' }],
    ['postgres://u:p@host:5432/app', { kind: 'postgres', connectionString: 'postgres://u:p@host:5432/app' }],
    ['postgresql://host/app', { kind: 'postgres', connectionString: 'postgresql://host/app' }],
    ['mongodb://host:27017/app', { kind: 'mongodb', url: 'mongodb://host:27017/app' }],
    ['mongodb://u:p@a:1,b:2/app?replicaSet=r', { kind: 'mongodb', url: 'mongodb://u:p@a:1,b:2/app?replicaSet=r' }],
    ['mongodb+srv://u:p@cluster.example.com/app', { kind: 'mongodb', url: 'mongodb+srv://u:p@cluster.example.com/app' }],
  ])('takes %s', (value, setting) => {
    expect(storeSettingSchema.parse(value)).toEqual(setting);
  });

  it.each([
    '',
    'memory',
    'sqlite:',
    'pglite:',
    'postgres:hunter2',
    'postgres://u:hunter2@host:port/app',
    'mysql://u:hunter2@host/app',
    'MONGODB://u:hunter2@host/app',
    'mongodb:hunter2',
    'mongodb://u:hunter2@host',
    'mongodb://u:hunter2@host:27017/',
    'mongodb://u:hunter2@host/?authSource=admin',
    'mongodb://u:hunter2@host/app extra',
    'mongodb://',
  ])('refuses %j, says what would work, and does not quote it', (value) => {
    const { error } = storeSettingSchema.safeParse(value);
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'must be memory:, sqlite:<file>, pglite:<directory>, postgres://user:password@host:5432/database or mongodb://user:password@host:27017/database',
    ]);
    expect(error?.message).not.toContain('hunter2');
  });
});
