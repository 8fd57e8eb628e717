#include "shell/playlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/requests.h"
#include "base/file.h"
#include "base/mem.h"
#include "lab/intervention.h"
#include "lesson/slide.h"
#include "shell/state_file.h"

enum { PLAYLIST_BYTES = 1 << 20, PLAYLIST_PAGES = 999 };

static const char mark[] = "# heed playlist";
static const char first_sentence[] = "I'm home.", first_model[] = "eng-fra-additive";

bool playlist_is(const char *name)
{
    size_t n = strlen(name);
    bool lesson = n > 3 && strcmp(name + n - 3, ".md") == 0;
    return !lesson && access(name, F_OK) == 0;
}

struct reader {
    const struct course *course;
    const char *path;
    struct request_list requests;
    struct lesson *out;
    char *model; /* of the sentences that follow */
    struct strs lines;
    size_t at; /* the line that is read now */
    struct err *err;
};

/* ---- pages ---- */

/* A page that is nothing but a title and what the picture shows. */
static struct lesson_page *add_titled(struct reader *r, const char *title)
{
    struct lesson_page *page = lesson_add_page(r->out, (long)r->at + 1);
    struct spans spans = {0};
    spans_add(&spans, SPAN_PLAIN, CONCEPT_NONE, title, strlen(title));
    page->title = mem_text(title);
    page->blocks = mem_new(1, sizeof *page->blocks);
    page->blocks[0] = (struct block){
        .kind = BLOCK_HEADING, .spans = spans.list, .count = spans.count, .line = page->line};
    page->count = 1;
    slide_make(page);
    return page;
}

/* Moves pages of a lesson, each with the model and the sentences that it had there. */
static void move_pages(struct reader *r, struct lesson *lesson, int first, int last)
{
    for (int i = first; i <= last; i++) {
        struct lesson_page *page = lesson_add_page(r->out, (long)r->at + 1),
                           *from = &lesson->pages[i];
        *page = *from;
        *from = (struct lesson_page){0};
        if (!page->view.model)
            page->view.model = mem_text(lesson->model);
        if (!page->view.sources.count)
            for (size_t s = 0; s < lesson->sources.count; s++)
                strs_add(&page->view.sources, lesson->sources.list[s]);
    }
    lesson_free(lesson);
}

/* A file is looked for from the folder of the playlist; to be freed. */
static char *place(const struct reader *r, const char *name)
{
    const char *slash = strrchr(r->path, '/');
    if (!slash || *name == '/')
        return mem_text(name);
    return mem_format("%.*s/%s", (int)(slash - r->path), r->path, name);
}

static struct lesson *open_lesson(const struct reader *r, const char *name)
{
    bool file = strchr(name, '/') || strstr(name, ".md");
    char *path = file ? place(r, name) : mem_text(name);
    struct lesson *lesson = course_open(r->course, path, r->err);
    free(path);
    return lesson;
}

/* ---- items ---- */

static int read_lesson(struct reader *r, const char *words)
{
    struct lesson *lesson = open_lesson(r, words);
    if (!lesson)
        return -1;
    move_pages(r, lesson, 0, lesson->count - 1);
    return 0;
}

/* "NAME 3", "NAME 3-5" */
static int read_pages(struct reader *r, const char *words)
{
    const char *space = strrchr(words, ' ');
    char *end = NULL;
    long first = space ? strtol(space + 1, &end, 10) : 0, last = first;
    if (space && *end == '-')
        last = strtol(end + 1, &end, 10);
    if (!space || *end || end == space + 1)
        return err_set(r->err,
                       "expected a lesson and the numbers of pages, as page 08-masking 3-5");
    char *name = mem_text_n(words, (size_t)(space - words));
    struct lesson *lesson = open_lesson(r, name);
    free(name);
    if (!lesson)
        return -1;
    if (first < 1 || last < first || last > lesson->count) {
        err_set(r->err, "%s has the pages 1 to %d, not %s", lesson->name, lesson->count, space + 1);
        lesson_free(lesson);
        return -1;
    }
    move_pages(r, lesson, (int)first - 1, (int)last - 1);
    return 0;
}

static int read_model(struct reader *r, const char *words)
{
    bool file = strchr(words, '/') || strstr(words, ".safetensors");
    free(r->model);
    r->model = file ? place(r, words) : mem_text(words);
    return 0;
}

static int read_sentence(struct reader *r, const char *words)
{
    struct lesson_page *page = add_titled(r, words);
    page->view.model = mem_text(r->model);
    page->view.stage = STAGE_SOFTMAX;
    strs_add(&page->view.sources, words);
    return 0;
}

static int read_title(struct reader *r, const char *words)
{
    free(r->out->title);
    r->out->title = mem_text(words);
    return 0;
}

/* ---- states ---- */

/* A command of a state: its sentences, model and changes are those of the page, the rest is carried
 * out when it opens. */
static int add_command(struct reader *r, struct lesson_page *page, const char *line)
{
    char *name = mem_text_n(line, strcspn(line, " "));
    const struct request *request = request_find(&r->requests, name);
    const char *words = line + strlen(name) + strspn(line + strlen(name), " ");
    int result = 0;
    if (strcmp(name, "text") == 0 && *words == '@')
        words += strcspn(words, " ");
    words += strspn(words, " ");
    if (request && request->no_state)
        result = err_set(r->err, "%s", request->no_state);
    else if (strcmp(name, "text") == 0 && page->view.sources.count == LESSON_SENTENCES)
        result = err_set(r->err, "one sentence too many; expected at most %d", LESSON_SENTENCES);
    else if (strcmp(name, "text") == 0)
        strs_add(&page->view.sources, words);
    else if (strcmp(name, "model") == 0 && !page->view.model)
        page->view.model = mem_text(words);
    else if (intervention_find(line))
        strs_add(&page->view.changes, line);
    else if (request)
        strs_add(&page->view.commands, line);
    else
        result = err_set(r->err, "there is no command \"%s\"; ? in heed explore lists them", name);
    free(name);
    return result;
}

static void end_state(struct lesson_page *page)
{
    if (!page->view.model)
        page->view.model = mem_text(first_model);
    if (!page->view.sources.count)
        strs_add(&page->view.sources, first_sentence);
}

/* The lines that follow and are indented. */
static int read_demo(struct reader *r, const char *words)
{
    struct lesson_page *page = add_titled(r, words);
    while (r->at + 1 < r->lines.count) {
        const char *line = r->lines.list[r->at + 1];
        size_t indent = strspn(line, " \t");
        if (line[indent] && !indent)
            break;
        r->at++;
        if (line[indent] && line[indent] != '#' && add_command(r, page, line + indent))
            return -1;
    }
    end_state(page);
    return 0;
}

/* "FILE", "FILE 2" */
static int read_state(struct reader *r, const char *words)
{
    const char *space = strrchr(words, ' ');
    char *end = NULL;
    long number = space ? strtol(space + 1, &end, 10) : 1;
    bool numbered = space && end != space + 1 && !*end;
    char *name = mem_text_n(words, numbered ? (size_t)(space - words) : strlen(words));
    char *path = place(r, name);
    struct strs lines = {0};
    int states = state_file_read(path, &r->requests, &lines, r->err), result = 0;
    struct lesson_page *page = states > 0 ? add_titled(r, name) : NULL;
    number = numbered ? number : 1;
    if (states <= 0)
        result = -1;
    else if (number < 1 || number > states)
        result = err_set(r->err, "%s has %d states, there is no number %ld", name, states, number);
    long passed = 1;
    for (size_t i = 0; !result && i < lines.count; i++)
        if (state_file_ends(lines.list[i]))
            passed++;
        else if (passed == number && lines.list[i][0] && add_command(r, page, lines.list[i]))
            result = err_prefix(r->err, "%s:%zu", path, i + 1);
    if (page)
        end_state(page);
    strs_free(&lines);
    free(path);
    free(name);
    return result;
}

/* ---- the file ---- */

static const struct {
    const char *word;
    int (*read)(struct reader *r, const char *words);
} items[] = {
    {"lesson", read_lesson},     {"page", read_pages},  {"model", read_model},
    {"sentence", read_sentence}, {"state", read_state}, {"demo", read_demo},
    {"title", read_title},
};

static int read_line(struct reader *r, const char *line)
{
    size_t n = strcspn(line, " \t");
    const char *words = line + n + strspn(line + n, " \t");
    for (size_t i = 0; i < sizeof items / sizeof *items; i++)
        if (strlen(items[i].word) == n && strncmp(items[i].word, line, n) == 0)
            return *words ? items[i].read(r, words)
                          : err_set(r->err, "%s what? Nothing follows", items[i].word);
    return err_set(r->err,
                   "\"%.*s\" is nothing to show; expected lesson, page, sentence, model, state, "
                   "demo or title",
                   str_fit(line, 40), line);
}

static void split_lines(const char *text, struct strs *out)
{
    while (*text) {
        size_t n = strcspn(text, "\n"), end = n;
        while (end && strchr(" \t\r", text[end - 1]))
            end--;
        strs_add_n(out, text, end);
        text += n + (text[n] == '\n');
    }
}

static int read_lines(struct reader *r)
{
    for (r->at = 0; r->at < r->lines.count; r->at++) {
        const char *line = r->lines.list[r->at];
        bool indented = *line == ' ' || *line == '\t';
        int result = 0;
        if (indented)
            result = err_set(r->err, "an indented line; expected one only below demo");
        else if (*line && *line != '#')
            result = read_line(r, line);
        if (!result && r->out->count > PLAYLIST_PAGES)
            result = err_set(r->err, "too many pages; expected at most %d", PLAYLIST_PAGES);
        if (result)
            return err_prefix(r->err, "%s:%zu", r->path, r->at + 1);
    }
    return r->out->count ? 0 : err_set(r->err, "%s: nothing to show", r->path);
}

/* What a lesson has that stands for all of its pages. */
static void head(struct reader *r)
{
    struct lesson *out = r->out;
    const struct lesson_view *view = &out->pages[0].view;
    const char *slash = strrchr(r->path, '/');
    out->path = mem_text(r->path);
    out->name = mem_text(slash ? slash + 1 : r->path);
    out->key = mem_text(r->path);
    if (!out->title)
        out->title = mem_text(out->name);
    out->model = mem_text(view->model);
    for (size_t i = 0; i < view->sources.count; i++)
        strs_add(&out->sources, view->sources.list[i]);
}

struct lesson *playlist_open(const struct course *course, const char *path, struct err *err)
{
    struct str text = {0};
    struct reader r = {.course = course, .path = path, .model = mem_text(first_model), .err = err};
    r.out = mem_new(1, sizeof *r.out);
    requests_collect(&r.requests);
    int result = file_read(&text, path, PLAYLIST_BYTES, err);
    if (result == 0) {
        split_lines(text.text ? text.text : "", &r.lines);
        result = read_lines(&r);
    }
    if (result == 0) {
        head(&r);
    } else {
        lesson_free(r.out);
        r.out = NULL;
    }
    strs_free(&r.lines);
    str_free(&text);
    free(r.model);
    return r.out;
}

int playlist_append(const char *path, const char *lines, struct err *err)
{
    struct file_writer writer;
    struct str all = {0};
    struct err unused;
    bool there = access(path, F_OK) == 0;
    if (there && (file_read(&all, path, PLAYLIST_BYTES, &unused) || !all.length ||
                  strncmp(all.text, mark, strlen(mark)) != 0)) {
        str_free(&all);
        return err_set(
            err,
            "%s: there is such a file already, and it does not begin with \"%s\"; choose "
            "another name",
            path, mark);
    }
    int result = file_create(&writer, path, err);
    if (result == 0) {
        bool ended = !all.length || all.text[all.length - 1] == '\n';
        fprintf(writer.stream, "%s%s%s", there ? all.text : mark, there && ended ? "" : "\n",
                lines);
        result = file_commit(&writer, err);
    }
    str_free(&all);
    return result;
}
