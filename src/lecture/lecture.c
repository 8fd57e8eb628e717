#include "lecture/lecture.h"

#include <stdlib.h>
#include <string.h>

#include "app/pages.h"
#include "app/requests.h"
#include "lecture/lecture_draw.h"

static struct lecture *lecture_in(const struct app *app)
{
    return app->setup.of_face;
}

static struct lecture *lecture_of(const struct call *call)
{
    return lecture_in(app_of(call));
}

static const struct lesson_page *page_of(const struct app *app)
{
    return &app->course.lesson->pages[app->course.page];
}

static bool is_open(const struct app *app)
{
    return app->course.lesson && app->course.page >= 0;
}

static bool able_page(struct call *c)
{
    return is_open(app_of(c)) || call_refuse(c, "the lesson is being opened");
}

/* ---- from step to step ---- */

/* A page opens with its first step, or as it was left: all steps of its text shown. */
static void open_page(struct app *app, int page, bool whole)
{
    struct lecture *lecture = lecture_in(app);
    pages_open(app, page);
    lecture->page = page;
    lecture->run = NULL;
    lecture->answer = lecture->pointed = false;
    lecture->spot = HEAT_SPOT_NONE;
    lecture->step = whole ? page_of(app)->slide_steps - 1 : 0;
}

/* Whether there is a question to be answered: it is about the sentence of the page. */
static bool asks(const struct app *app)
{
    return page_of(app)->question.present && pages_own_sentences(app);
}

/* More of the text, then what the page keeps back, then the answer, then the next page; false:
 * this was the last. */
static bool go_on(struct app *app)
{
    struct lecture *lecture = lecture_in(app);
    if (lecture->step + 1 < page_of(app)->slide_steps)
        lecture->step++;
    else if (pages_hide(app))
        pages_reveal(app);
    else if (asks(app) && !lecture->answer)
        lecture->answer = true;
    else if (app->course.page + 1 < app->course.lesson->count)
        open_page(app, app->course.page + 1, false);
    else
        return false;
    return true;
}

/* Whether the open page has made the changes that it kept back, and nothing else is changed. */
static bool has_revealed(const struct app *app)
{
    const struct strs *own = &app->course.own, *now = &app->bench.interventions;
    bool same = page_of(app)->view.then.count && own->count == now->count;
    for (size_t i = 0; same && i < own->count; i++)
        same = strcmp(own->list[i], now->list[i]) == 0;
    return same;
}

static void go_back(struct app *app)
{
    struct lecture *lecture = lecture_in(app);
    if (lecture->answer)
        lecture->answer = false;
    else if (has_revealed(app))
        pages_again(app);
    else if (lecture->step > 0)
        lecture->step--;
    else if (app->course.page > 0)
        open_page(app, app->course.page - 1, true);
}

static void request_go(struct call *c)
{
    struct app *app = app_of(c);
    if (lecture_of(c)->blank)
        lecture_of(c)->blank = false; /* what was there is seen first */
    else if (c->by < 0)
        go_back(app);
    else if (!go_on(app))
        screen_say(c->screen, false, "this was the last page");
}

static bool play(struct app *app)
{
    return is_open(app) && (lecture_in(app)->blank || go_on(app));
}

static void request_end(struct call *c)
{
    struct app *app = app_of(c);
    open_page(app, c->by < 0 ? 0 : app->course.lesson->count - 1, false);
}

/* ---- to a page ---- */

static void request_digit(struct call *c)
{
    struct lecture *lecture = lecture_of(c);
    size_t n = strlen(lecture->typed);
    const char *digit = c->count ? c->values[0].text : "0";
    if (n == LECTURE_TYPED)
        memmove(lecture->typed, lecture->typed + 1, n--);
    lecture->typed[n] = *digit;
    lecture->typed[n + 1] = '\0';
}

/* The first cell of a row, unless a number is being typed. */
static void request_zero(struct call *c)
{
    struct err unused;
    struct app *app = app_of(c);
    if (*lecture_of(c)->typed)
        request_digit(c);
    else
        requests_run(app, request_at(&app->screen.requests, REQUEST_ROW_START), "", &unused);
}

static void jump(struct call *c)
{
    struct app *app = app_of(c);
    struct lecture *lecture = lecture_of(c);
    int page = atoi(lecture->typed);
    *lecture->typed = '\0';
    if (page < 1 || page > app->course.lesson->count) {
        screen_say(c->screen, false, "there is no page %d; there are %d", page,
                   app->course.lesson->count);
        return;
    }
    lecture->overview = false;
    open_page(app, page - 1, false);
}

/* Enter: to the page whose number was typed; else closer, as everywhere. */
static void request_jump(struct call *c)
{
    struct err err;
    struct app *app = app_of(c);
    if (*lecture_of(c)->typed)
        jump(c);
    else if (requests_run(app, request_at(&app->screen.requests, REQUEST_ZOOM_IN), "", &err))
        call_refuse(c, "%s", err.text);
}

static void request_overview(struct call *c)
{
    struct lecture *lecture = lecture_of(c);
    lecture->overview = !lecture->overview;
    lecture->chosen = app_of(c)->course.page;
    lecture->blank = false;
    *lecture->typed = '\0';
}

static void choose(struct call *c, int by)
{
    struct lecture *lecture = lecture_of(c);
    int last = app_of(c)->course.lesson->count - 1, to = lecture->chosen + by;
    lecture->chosen = to < 0 ? 0 : to > last ? last : to;
}

static void request_choose(struct call *c)
{
    choose(c, c->by);
}

static void request_choose_beside(struct call *c)
{
    choose(c, c->by * lecture_overview_rows(c->screen));
}

static void request_open(struct call *c)
{
    struct lecture *lecture = lecture_of(c);
    if (*lecture->typed) {
        jump(c);
        return;
    }
    lecture->overview = false;
    open_page(app_of(c), lecture->chosen, false);
}

/* ---- what the class sees ---- */

static void request_blank(struct call *c)
{
    lecture_of(c)->blank = !lecture_of(c)->blank;
}

static bool able_answer(struct call *c)
{
    if (!able_page(c) || asks(app_of(c)))
        return able_page(c);
    return call_refuse(c, page_of(app_of(c))->question.present
                              ? "the question is about the page's own sentence; . leads back"
                              : "there is no question on this page");
}

/* Shown, or hidden again for those who come next. All of the text is there then. */
static void request_answer(struct call *c)
{
    struct lecture *lecture = lecture_of(c);
    lecture->answer = !lecture->answer;
    lecture->step = page_of(app_of(c))->slide_steps - 1;
}

static void request_spot(struct call *c)
{
    struct lecture *lecture = lecture_of(c);
    lecture->spot = (enum heat_spot)((lecture->spot + 1) % HEAT_SPOT_COUNT);
}

static void request_room(struct call *c)
{
    c->screen->room = (enum room)((c->screen->room + 1) % (ROOM_LIGHT + 1));
}

/* ---- time ---- */

static void set_playing(struct call *c, bool playing)
{
    struct lecture *lecture = lecture_of(c);
    c->screen->pace = 1000 * lecture->pace;
    lecture->plays = playing;
    screen_play(c->screen, playing);
}

static void request_play(struct call *c)
{
    struct lecture *lecture = lecture_of(c);
    set_playing(c, !lecture->plays);
    if (lecture->plays)
        screen_say(c->screen, false, "%d s for each step", lecture->pace);
}

/* By 5 seconds, from there on; what plays goes on playing. */
static void request_pace(struct call *c)
{
    struct lecture *lecture = lecture_of(c);
    int to = lecture->pace + 5 * c->by;
    lecture->pace = to < 1 ? 1 : to > LECTURE_SLOWEST ? LECTURE_SLOWEST : to;
    set_playing(c, lecture->plays);
    screen_say(c->screen, false, "%d s for each step", lecture->pace);
}

static void request_clock(struct call *c)
{
    lecture_of(c)->begun++;
}

/* ---- out ---- */

static void request_close(struct call *c)
{
    struct lecture *lecture = lecture_of(c);
    lecture->blank = lecture->overview = false;
    lecture->spot = HEAT_SPOT_NONE;
    *lecture->typed = '\0';
}

/* Once is a slip. */
static void request_leave(struct call *c)
{
    struct lecture *lecture = lecture_of(c);
    if (lecture->leaving)
        screen_want(c->screen, EFFECT_QUIT, NULL, 0);
    else
        screen_say(c->screen, false, "q once more leaves the lecture");
    lecture->leaving = !lecture->leaving;
}

/* ---- the face ---- */

static bool same_cursor(const struct picture_cursor *a, const struct picture_cursor *b)
{
    return a->step == b->step && a->source == b->source && a->unit == b->unit &&
           a->word == b->word && a->asking == b->asking && a->head == b->head && a->hop == b->hop &&
           a->class == b->class && a->pair == b->pair;
}

/* A page that was opened in another way (:page 3) opens as by a key. The cursor is seen once
 * somebody has moved it, and what it stands for in a spotlight. */
static void after(struct app *app)
{
    struct lecture *lecture = lecture_in(app);
    struct picture *p = &app->bench.picture;
    if (app->course.page != lecture->page) {
        lecture->page = app->course.page;
        lecture->step = 0;
        lecture->answer = lecture->pointed = false;
        lecture->spot = HEAT_SPOT_NONE;
    } else if (lecture->run == app->bench.run && !same_cursor(&lecture->cursor, &p->cursor)) {
        lecture->pointed = true;
    }
    if (is_open(app) && lecture->step >= page_of(app)->slide_steps) /* it was written anew */
        lecture->step = page_of(app)->slide_steps - 1;
    if (!app->screen.message.length)
        lecture->leaving = false;
    if (!app->screen.playing)
        lecture->plays = false;
    lecture->run = app->course.waits ? NULL : app->bench.run;
    lecture->cursor = p->cursor;
    p->bare = p->large = true;
    p->spot = lecture->spot;
    p->pointed = lecture->pointed || lecture->spot;
}

static enum context context_of(const struct app *app)
{
    return lecture_in(app)->overview ? CONTEXT_PAGES : CONTEXT_LECTURE;
}

static const struct request lecture_requests[] = {
    {.name = "lecture-next",
     .bindings = {{CONTEXT_LECTURE,
                   {"Right", "Space", "PageDown", "n"},
                   "next",
                   1,
                   "←→",
                   "more of the text, then what the page keeps back, the answer, the next page"}},
     .run = request_go,
     .able = able_page,
     .by = 1},
    {.name = "lecture-previous",
     .bindings = {{CONTEXT_LECTURE, {"Left", "Backspace", "PageUp", "p"}, .help = "back"}},
     .run = request_go,
     .able = able_page,
     .by = -1},
    {.name = "lecture-first",
     .bindings = {{CONTEXT_LECTURE, {"Home"}, .help = "the first page"}},
     .run = request_end,
     .able = able_page,
     .by = -1},
    {.name = "lecture-last",
     .bindings = {{CONTEXT_LECTURE, {"End"}, .help = "the last page"}},
     .run = request_end,
     .able = able_page,
     .by = 1},
    {.name = "lecture-number",
     .bindings = {{CONTEXT_LECTURE, {"1", "2", "3"}, .help = "the number of a page, then Enter"},
                  {CONTEXT_PAGES, {"1", "2", "3"}, .help = "the number of a page, then Enter"}},
     .digits = true,
     .arguments = {ARGUMENT_TEXT},
     .needed = 1,
     .run = request_digit,
     .able = able_page},
    {.name = "lecture-zero",
     .bindings = {{CONTEXT_LECTURE, {"0"}, .help = "a digit of it; else the first cell of the row"},
                  {CONTEXT_PAGES, {"0"}, .help = "a digit of it"}},
     .run = request_zero,
     .able = able_page},
    {.name = "lecture-page",
     .bindings = {{CONTEXT_LECTURE,
                   {"Enter"},
                   .help = "to the page whose number was typed; else closer into the picture"}},
     .run = request_jump,
     .able = able_page},
    {.name = "lecture-overview",
     .bindings = {{CONTEXT_LECTURE, {"o"}, "pages", 2, NULL, "all pages, to choose from"},
                  {CONTEXT_PAGES, {"o", "q", "Esc"}, "close", 13, NULL, "back to the page"}},
     .run = request_overview,
     .able = able_page},
    {.name = "pages-up",
     .bindings = {{CONTEXT_PAGES, {"Up", "k"}, "choose", 1, "↑↓", "the page before"}},
     .run = request_choose,
     .by = -1},
    {.name = "pages-down",
     .bindings = {{CONTEXT_PAGES, {"Down", "j"}, .help = "the page after"}},
     .run = request_choose,
     .by = 1},
    {.name = "pages-left",
     .bindings = {{CONTEXT_PAGES, {"Left", "h", "PageUp"}, .help = "the column before"}},
     .run = request_choose_beside,
     .by = -1},
    {.name = "pages-right",
     .bindings = {{CONTEXT_PAGES, {"Right", "l", "PageDown"}, .help = "the column after"}},
     .run = request_choose_beside,
     .by = 1},
    {.name = "pages-open",
     .bindings = {{CONTEXT_PAGES, {"Enter", "Space"}, "open", 2, NULL, "open the page"}},
     .run = request_open},
    {.name = "lecture-answer",
     .bindings = {{CONTEXT_LECTURE,
                   {"a"},
                   "answer",
                   3,
                   NULL,
                   "the answer; again: it is hidden, for the next group"}},
     .run = request_answer,
     .able = able_answer},
    {.name = "lecture-spotlight",
     .bindings = {{CONTEXT_LECTURE,
                   {"L"},
                   "light",
                   4,
                   NULL,
                   "a spotlight on the cell of the cursor; again: its row, its column, off"}},
     .run = request_spot,
     .able = able_page},
    {.name = "lecture-blank",
     .bindings = {{CONTEXT_LECTURE, {"b"}, "blank", 5, NULL, "nothing on the screen, and back"}},
     .run = request_blank},
    {.name = "lecture-room",
     .bindings = {{CONTEXT_LECTURE,
                   {"c"},
                   .help = "colors for a dark room, a light one, or those of the terminal"}},
     .run = request_room},
    {.name = "lecture-play",
     .bindings = {{CONTEXT_LECTURE, {"A"}, .help = "go on by itself; any key stops it"}},
     .run = request_play,
     .able = able_page},
    {.name = "lecture-slower",
     .bindings = {{CONTEXT_LECTURE, {"+"}, .help = "5 seconds more for each step"}},
     .run = request_pace,
     .by = 1},
    {.name = "lecture-faster",
     .bindings = {{CONTEXT_LECTURE, {"-"}, .help = "5 seconds less"}},
     .run = request_pace,
     .by = -1},
    {.name = "lecture-clock",
     .bindings = {{CONTEXT_LECTURE, {"T"}, .help = "start the clock of the notes anew"}},
     .run = request_clock},
    {.name = "lecture-close",
     .bindings = {{CONTEXT_LECTURE, {"Esc"}, .help = "no spotlight, no number, no blank screen"}},
     .run = request_close},
    {.name = "lecture-leave",
     .bindings = {{CONTEXT_LECTURE, {"q", "Q", "Ctrl-C"}, .help = "twice: leave the lecture"}},
     .run = request_leave},
    {.name = NULL},
};

const struct app_face lecture_face = {
    .requests = lecture_requests,
    .context = context_of,
    .reads =
        "In a lecture these keys come first. All others are those of a lesson: hjkl and ↑↓ move "
        "in the picture, w shows it alone, e runs a sentence from the audience, . leads back "
        "to the page as it began, [ ] M x and : change the run. ",
    .draw = lecture_draw,
    .picture = lecture_picture,
    .after = after,
    .play = play};

bool lecture_has_key(const char *name)
{
    struct request_list list = {0};
    request_list_add(&list, lecture_requests);
    return request_key_exists(&list, name);
}

void lecture_init(struct lecture *lecture)
{
    *lecture = (struct lecture){.page = -1, .pace = LECTURE_PACE};
}

void lecture_begin(struct lecture *lecture, struct app *app, enum room room, int pace)
{
    app->screen.room = room;
    lecture->plays = pace > 0;
    lecture->pace = pace > 0 ? pace : LECTURE_PACE;
    app->screen.pace = 1000 * lecture->pace;
    screen_play(&app->screen, lecture->plays);
}

/* ---- for the lecturer ---- */

/* Blocks as plain text, with the values of the run, a blank line between paragraphs. */
static void write_blocks(const struct block *blocks, int count, const struct trace *trace,
                         struct str *out)
{
    for (int i = 0; i < count; i++) {
        struct spans values = {0};
        bool item = blocks[i].kind == BLOCK_ITEM;
        if (i > 0)
            str_add(out, item && blocks[i - 1].kind == BLOCK_ITEM ? "\n" : "\n\n");
        if (item)
            str_add(out, "• ");
        if (trace)
            spans_evaluate(&values, blocks[i].spans, blocks[i].count, trace, NULL);
        spans_text(out, trace ? values.list : blocks[i].spans,
                   trace ? values.count : blocks[i].count);
        spans_free(&values);
    }
}

static void write_coming(const struct app *app, struct str *out)
{
    const struct lecture *lecture = lecture_in(app);
    const struct lesson_page *page = page_of(app);
    if (lecture->step + 1 < page->slide_steps)
        str_format(out, "more of the text (%d of %d)", lecture->step + 1, page->slide_steps);
    else if (pages_hide(app))
        for (size_t i = 0; i < page->view.then.count; i++)
            str_format(out, "%s%s", i ? ", " : "the change: ", page->view.then.list[i]);
    else if (asks(app) && !lecture->answer)
        str_add(out, "the answer");
    else
        str_add(out,
                app->course.page + 1 < app->course.lesson->count ? "the next page" : "the end");
}

/* The answer to the question of the page in words. */
static void write_answer(const struct app *app, struct str *out)
{
    const struct question *question = &page_of(app)->question;
    const struct trace *trace = bench_page_run(&app->bench);
    struct spans parsed = {0}, values = {0};
    struct strs choices = {0};
    struct err err;
    int right = -1;
    if (!asks(app) || !trace)
        return;
    if (question_choices(question, trace, &choices, &right, &err) == 0 && right >= 0 &&
        (size_t)right < choices.count)
        str_format(out, "%d %s. ", right + 1, choices.list[right]);
    if (question->right && spans_parse(&parsed, question->right, &err) == 0) {
        spans_evaluate(&values, parsed.list, parsed.count, trace, NULL);
        spans_text(out, values.list, values.count);
    }
    spans_free(&values);
    spans_free(&parsed);
    strs_free(&choices);
}

void lecture_write_notes(const struct app *app, struct lecture_notes *out)
{
    const struct lecture *lecture = lecture_in(app);
    *out = (struct lecture_notes){.blank = lecture->blank, .begun = lecture->begun};
    if (!is_open(app))
        return;
    const struct lesson_page *page = page_of(app), *next = page + 1;
    out->page = app->course.page + 1;
    out->count = app->course.lesson->count;
    out->step = lecture->step + 1;
    out->steps = page->slide_steps;
    str_add(&out->title, page->title ? page->title : "");
    write_blocks(page->notes, page->note_count, bench_page_run(&app->bench), &out->notes);
    write_answer(app, &out->answer);
    write_coming(app, &out->coming);
    if (out->page == out->count)
        return;
    str_add(&out->next, next->title ? next->title : "a page without a title");
    int headed = next->slide_count && next->slide[0].kind == BLOCK_HEADING;
    write_blocks(next->slide + headed, next->slide_count - headed, NULL, &out->slide);
}

void lecture_notes_free(struct lecture_notes *notes)
{
    struct str *const texts[] = {&notes->title,  &notes->notes, &notes->answer,
                                 &notes->coming, &notes->next,  &notes->slide};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        str_free(texts[i]);
}
