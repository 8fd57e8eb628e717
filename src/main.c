#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/common.h"
#include "cmd/commands.h"
#include "math/mat.h"

static int print_usage(void)
{
    puts("heed: watch attention happen in a real encoder-decoder\n");
    puts("Usage: heed [COMMAND ...]\n");
    for (const struct command *c = commands; c->name; c++)
        printf("  %-10s %s\n", c->name, c->summary);
    puts("\nEvery command explains itself: heed COMMAND --help");
    return EXIT_DONE;
}

int main(int argc, char **argv)
{
    mem_serve_json();
    cli_output_start();
    mat_threads(1);
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return cli_output_finish(print_usage());
    if (argc < 2 || argv[1][0] == '-') /* the course menu, perhaps with options */
        return cli_output_finish(commands->run(commands, argc, argv));
    for (const struct command *c = commands; c->name; c++)
        if (strcmp(c->name, argv[1]) == 0)
            return cli_output_finish(c->run(c, argc - 1, argv + 1));
    bool file = access(argv[1], F_OK) == 0;
    fprintf(stderr, "heed: there is no command \"%s\"; %s%s\n", argv[1],
            file ? "what is in a file is shown by heed inspect " : "see heed --help",
            file ? argv[1] : "");
    return EXIT_USAGE;
}
