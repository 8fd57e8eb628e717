#include "handout/handout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "handout/compose.h"
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

static int print_paper(const struct paper *paper, const struct lesson *lesson,
                       struct sheet_file *file, struct err *err)
{
    struct document document = {0};
    int result = paper->compose(&document, lesson, err);
    if (result == 0)
        web_print(&file->bytes, &document);
    document_free(&document);
    return result;
}

int handout_export(const struct lesson *lesson, const struct glossary *glossary, const char *folder,
                   bool force, struct strs *out, struct err *err)
{
    struct sheet_file files[PAPERS] = {0};
    int result = prove(lesson, glossary, err);
    for (int i = 0; i < PAPERS; i++)
        files[i].path = mem_format("%s/%s-%s.html", folder, lesson->name, papers[i].name);
    if (!result && !force)
        result = check_free(files, PAPERS, err);
    for (int i = 0; !result && i < PAPERS; i++)
        result = print_paper(&papers[i], lesson, &files[i], err);
    if (!result)
        result = make_folder(folder, err) || write_all(files, PAPERS, out, err) ? -1 : 0;
    for (int i = 0; i < PAPERS; i++) {
        free(files[i].path);
        str_free(&files[i].bytes);
    }
    return result;
}
