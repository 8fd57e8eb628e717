#ifndef HEED_BASE_POOL_H
#define HEED_BASE_POOL_H

/* A fixed team of threads that do the same job on different parts of the data.
 * Worker 0 is the calling thread, so a pool of one starts no thread at all. */
struct pool;

/* `workers` >= 1. */
struct pool *pool_new(int workers);
void pool_free(struct pool *pool);
int pool_size(const struct pool *pool);

/* Calls work(data, worker, workers) once for each worker, at the same time, and returns when all
 * have finished. Workers count from 0. */
void pool_run(struct pool *pool, void (*work)(void *data, int worker, int workers), void *data);

/* Processors that this process may use, at least 1. */
int pool_cores(void);

#endif
