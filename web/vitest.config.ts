import { mergeConfig, defineConfig } from 'vitest/config';
import base from './vite.config';

export default mergeConfig(base, defineConfig({ test: { root: import.meta.dirname, include: ['unit/**/*.test.ts'], testTimeout: 60_000, environment: 'node' } }));
