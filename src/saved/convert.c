#include "saved/saved.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "dialect/dialect.h"
#include "dialect/pair.h"
#include "dialect/propose.h"
#include "saved/wishes.h"
#include "text/token.h"

/* heed convert: another format to ours. */

struct convert {
    struct dialect_wishes wishes;
    struct strs settings;
    int unit;
    bool half, overwrite, propose;
};

/* Prints a file of names to begin with. */
static int print_proposal(const struct tensors *file)
{
    struct foreign foreign;
    struct str out = {0};
    struct err err;
    if (foreign_open(&foreign, file, NULL, &err))
        return command_failed(&err);
    propose_map(&foreign, &out);
    fputs(out.text, stdout);
    str_free(&out);
    foreign_close(&foreign);
    return EXIT_DONE;
}

static int write_model(const struct convert *convert, const struct tensors *file, const char *in,
                       const char *out)
{
    struct err err;
    const struct dialect *dialect;
    char *name = model_name(out);
    struct model *model = dialect_convert(file, name, &convert->wishes, &dialect, &err);
    int result = EXIT_DONE;
    if (!model) {
        err_prefix(&err, "%s", in);
        result = command_failed(&err);
    } else if (model_write(model, model->flat, convert->half ? DTYPE_F16 : DTYPE_F32, out, &err)) {
        result = command_failed(&err);
    } else {
        struct str about = {0};
        config_describe(&model->config, &about);
        fprintf(stderr, "heed: %s is %s: %s, %d source and %d target tokens\n", in, dialect->words,
                about.text, model->config.source.vocab, model->config.target.vocab);
        str_free(&about);
    }
    model_free(model);
    free(name);
    return result;
}

static int convert_file(const struct convert *convert, const struct tensors *file, const char *in,
                        const char *out)
{
    return convert->propose ? print_proposal(file) : write_model(convert, file, in, out);
}

/* An encoder and a decoder, each in a file of its own. */
static int convert_pair(const struct convert *convert, const struct tensors *file,
                        const char *const *in, const char *out)
{
    struct err err;
    struct tensors *second = tensors_open(in[1], &err);
    if (!second)
        return command_failed(&err);
    struct tensors *both = pair_join(file, second, &err);
    char *names = mem_format("%s and %s", in[0], in[1]);
    if (!both)
        err_prefix(&err, "%s", names);
    int result = both ? convert_file(convert, both, names, out) : command_failed(&err);
    free(names);
    tensors_close(both);
    tensors_close(second);
    return result;
}

/* `in` has a file, or an encoder and a decoder. */
static int convert_files(const struct convert *convert, const char *const *in, bool two,
                         const char *out)
{
    struct err err;
    if (out && !convert->overwrite && access(out, F_OK) == 0) {
        err_set(&err, "%s: there is such a file already; --force replaces it", out);
        return command_failed(&err);
    }
    struct tensors *file = tensors_open(in[0], &err);
    if (!file)
        return command_failed(&err);
    int result =
        two ? convert_pair(convert, file, in, out) : convert_file(convert, file, in[0], out);
    tensors_close(file);
    return result;
}

int saved_convert(const struct command *command, int argc, char **argv)
{
    struct convert convert = {.unit = UNIT_TOKEN};
    struct strs words = {0};
    const struct option options[] = {
        WISHES_OPTIONS(convert.wishes),
        {"unit", 0, OPTION_WORD, &convert.unit, "word|char|token",
         "how text becomes tokens; token: it is cut already, spaces separate (token)"},
        {"map", 0, OPTION_TEXT, &convert.wishes.map, "FILE",
         "lines THEIR.NAME = OUR.NAME, for a model of other names"},
        {"propose", 0, OPTION_FLAG, &convert.propose, NULL,
         "print such a file to begin with, guessed from names and shapes"},
        {"set", 0, OPTION_LIST, &convert.settings, "FIELD=VALUE",
         "what shapes do not tell: score=scaled_dot, readout=attentional ..."},
        {"half", 0, OPTION_FLAG, &convert.half, NULL, "write F16, not F32"},
        {"force", 0, OPTION_FLAG, &convert.overwrite, NULL, "also over a file that is there"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    convert.wishes.settings = &convert.settings;
    convert.wishes.unit = (enum unit)convert.unit;
    size_t in = words.count - !convert.propose;
    if (result == EXIT_DONE && (words.count < 1 || in < 1 || in > 2))
        result = command_misused(command, convert.propose
                                              ? "--propose takes a file, or ENCODER and DECODER"
                                              : "needed are IN and OUT, or ENCODER, DECODER, OUT");
    if (result == EXIT_DONE)
        result = convert_files(&convert, (const char *const *)words.list, in == 2,
                               convert.propose ? NULL : words.list[in]);
    strs_free(&convert.settings);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
