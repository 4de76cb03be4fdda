/** Stands in for the function's code where only the template matters. */
export const handler = async () => ({ batchItemFailures: [] });
