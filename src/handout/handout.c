#include "handout/handout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "export/cairo_api.h"
#include "handout/compose.h"
#include "handout/leaves.h"
#include "handout/web.h"
#include "shell/proof.h"

/* What is written. A row has a document and its name. */
static const struct paper {
    const char *name;
    int (*compose)(struct document *out, const struct lesson *lesson, struct err *err);
} papers[] = {
    {"handout", compose_handout},
    {"worksheet", compose_worksheet},
    {"answers", compose_answers},
};
enum { PAPERS = sizeof papers / sizeof *papers };

static int print_web(struct str *out, const struct document *document, struct err *err)
{
    (void)err;
    web_print(out, document);
    return 0;
}

/* How each is printed. The last one needs cairo. */
static const struct printer {
    const char *ending;
    int (*print)(struct str *out, const struct document *document, struct err *err);
} printers[] = {{"html", print_web}, {"pdf", leaves_print}};
enum { PRINTERS = sizeof printers / sizeof *printers, FILES = PAPERS * PRINTERS };

/* A file to be written: all of them are there before the first one is. */
struct sheet_file {
    char *path;
    struct str bytes;
};

/* The first error, with its line; how many more there are. */
static int prove(const struct lesson *lesson, const struct glossary *glossary, struct err *err)
{
    struct strs problems = {0};
    int errors = proof_lesson(lesson, glossary, &problems);
    size_t i = 0;
    while (errors && i < problems.count && !strstr(problems.list[i], ": error: "))
        i++;
    if (errors)
        err_set(err, "%s%s", i < problems.count ? problems.list[i] : lesson->path,
                errors > 1 ? "; heed learn --check has more of them" : "");
    strs_free(&problems);
    return errors ? -1 : 0;
}

static int make_folder(const char *folder, struct err *err)
{
    struct stat about;
    if (mkdir(folder, 0777) == 0 ||
        (errno == EEXIST && !stat(folder, &about) && S_ISDIR(about.st_mode)))
        return 0;
    return err_set(err, "%s: %s", folder, errno == EEXIST ? "is no folder" : strerror(errno));
}

static int write_file(const struct sheet_file *file, struct err *err)
{
    struct file_writer writer;
    if (file_create(&writer, file->path, err))
        return -1;
    fwrite(file->bytes.text, 1, file->bytes.length, writer.stream);
    return file_commit(&writer, err);
}

static int check_free(const struct sheet_file *files, int count, struct err *err)
{
    for (int i = 0; i < count; i++)
        if (access(files[i].path, F_OK) == 0)
            return err_set(err, "%s: there is such a file already; --force replaces it",
                           files[i].path);
    return 0;
}

static int write_all(const struct sheet_file *files, int count, struct strs *out, struct err *err)
{
    for (int i = 0; i < count; i++) {
        if (write_file(&files[i], err))
            return -1;
        strs_add(out, files[i].path);
    }
    return 0;
}

/* One paper as each printer prints it: the next files of the list. */
static int print_paper(const struct paper *paper, const struct lesson *lesson,
                       struct sheet_file *files, int count, struct err *err)
{
    struct document document = {0};
    int result = paper->compose(&document, lesson, err);
    for (int i = 0; result == 0 && i < count; i++)
        result = printers[i].print(&files[i].bytes, &document, err);
    document_free(&document);
    return result;
}

/* So many printers can be used here, from the first one on; why not all of them. */
static int count_printers(struct str *without)
{
    struct err err;
    if (cairo_api(&err))
        return PRINTERS;
    str_format(without, "no PDF is written: %s", err.text);
    return PRINTERS - 1;
}

int handout_export(const struct lesson *lesson, const struct glossary *glossary, const char *folder,
                   bool force, struct strs *out, struct str *without, struct err *err)
{
    struct sheet_file files[FILES] = {0};
    int result = prove(lesson, glossary, err);
    int each = result ? 0 : count_printers(without), count = PAPERS * each;
    for (int i = 0; i < count; i++)
        files[i].path = mem_format("%s/%s-%s.%s", folder, lesson->name, papers[i / each].name,
                                   printers[i % each].ending);
    if (!result && !force)
        result = check_free(files, count, err);
    for (int i = 0; !result && i < PAPERS; i++)
        result = print_paper(&papers[i], lesson, &files[i * each], each, err);
    if (!result)
        result = make_folder(folder, err) || write_all(files, count, out, err) ? -1 : 0;
    for (int i = 0; i < count; i++) {
        free(files[i].path);
        str_free(&files[i].bytes);
    }
    return result;
}
