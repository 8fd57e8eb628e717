#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/die.h"
#include "base/mem.h"

struct member {
    struct pool *pool;
    pthread_t thread;
    int number;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t start, done;
    struct member *members; /* [workers − 1], numbers 1 to workers − 1 */
    int workers, running;
    unsigned round; /* counts the jobs, so that a member sees each exactly once */
    bool stop;
    void (*work)(void *, int, int);
    void *data;
};

static void *member_main(void *argument)
{
    struct member *me = argument;
    struct pool *pool = me->pool;
    unsigned seen = 0;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (pool->round == seen && !pool->stop)
            pthread_cond_wait(&pool->start, &pool->lock);
        if (pool->stop)
            break;
        seen = pool->round;
        pthread_mutex_unlock(&pool->lock);
        pool->work(pool->data, me->number, pool->workers);
        pthread_mutex_lock(&pool->lock);
        if (--pool->running == 0)
            pthread_cond_signal(&pool->done);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

struct pool *pool_new(int workers)
{
    struct pool *pool = mem_new(1, sizeof *pool);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->start, NULL);
    pthread_cond_init(&pool->done, NULL);
    pool->workers = workers < 1 ? 1 : workers;
    pool->members = mem_new((size_t)pool->workers, sizeof *pool->members);
    for (int i = 0; i + 1 < pool->workers; i++) {
        pool->members[i] = (struct member){.pool = pool, .number = i + 1};
        if (pthread_create(&pool->members[i].thread, NULL, member_main, &pool->members[i]) != 0)
            die("cannot start thread %d of %d", i + 1, pool->workers);
    }
    return pool;
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    pthread_cond_broadcast(&pool->start);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i + 1 < pool->workers; i++)
        pthread_join(pool->members[i].thread, NULL);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->start);
    pthread_cond_destroy(&pool->done);
    free(pool->members);
    free(pool);
}

int pool_size(const struct pool *pool)
{
    return pool->workers;
}

void pool_run(struct pool *pool, void (*work)(void *data, int worker, int workers), void *data)
{
    pthread_mutex_lock(&pool->lock);
    pool->work = work;
    pool->data = data;
    pool->running = pool->workers - 1;
    pool->round++;
    pthread_cond_broadcast(&pool->start);
    pthread_mutex_unlock(&pool->lock);
    work(data, 0, pool->workers);
    pthread_mutex_lock(&pool->lock);
    while (pool->running > 0)
        pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

int pool_cores(void)
{
    long count = 0;
#ifdef CPU_COUNT /* Linux */
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        count = CPU_COUNT(&set);
#endif
    if (count < 1) /* the set has room for 1024 processors, and the machine has more */
        count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : (int)count;
}
