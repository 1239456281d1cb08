export { createFastClock } from './clock/fast-clock.ts';
export { TEST_START_MS, createVirtualClock, type VirtualClock } from './clock/virtual-clock.ts';
export { aProcess } from './process/a-process.ts';
