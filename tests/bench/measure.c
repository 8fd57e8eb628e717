/* Runs a command some times and prints the median of its milliseconds, from before it is started
 * to after it has ended, and the most memory (resident, kB) that any process of it had:
 *
 *     measure RUNS COMMAND [ARGUMENT ...]
 *
 * Every run reads the standard input from its start; what it writes is thrown away. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

static void run(char **command)
{
    lseek(STDIN_FILENO, 0, SEEK_SET);
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        execvp(command[0], command);
        _exit(127);
    }
    int status;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        fprintf(stderr, "measure: %s cannot be run\n", command[0]);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    int runs = argc > 2 ? atoi(argv[1]) : 0;
    if (runs < 1) {
        fprintf(stderr, "usage: %s RUNS COMMAND [ARGUMENT ...]\n", argv[0]);
        return 2;
    }
    double *times = calloc((size_t)runs, sizeof *times);
    for (int i = 0; i < runs; i++) {
        double started = clock_ms();
        run(argv + 2);
        times[i] = clock_ms() - started;
    }
    sort_times(times, runs);
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    printf("%.2f %ld\n", times[runs / 2], usage.ru_maxrss);
    free(times);
    return 0;
}
