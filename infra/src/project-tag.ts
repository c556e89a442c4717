/** On everything that the stacks make, and that Kubernetes makes for them, with the name of the cluster. */
export const PROJECT_TAG = 'project';
