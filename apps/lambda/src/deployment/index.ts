/** How the functions are deployed. */
export { bundleFunctions, FUNCTIONS } from './bundle-functions.ts';
export { planDeployment, type DeploymentPlan, type PlanOptions, type QueuePlan } from './plan-deployment.ts';
