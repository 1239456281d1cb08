/** One site of AxisCare in memory, for tests and demonstrations: strict about what the API refuses, with faults on request. */
export { createAxisCareSandbox, type AxisCareSandbox, type AxisCareSandboxOptions, type SandboxEvent } from './create-axiscare-sandbox.ts';
export { SandboxCallLogs, type SandboxCallLog, type SandboxCallLogsOptions } from './sandbox-call-logs.ts';
export { SandboxPeople, type SandboxPeopleOptions, type SandboxPersonChange } from './sandbox-people.ts';
export type { GeneratorOptions, SandboxParty, SandboxPerson } from './sandbox-person.ts';
