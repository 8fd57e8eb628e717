#include "present/drive.h"

#include "term/input.h"

enum { KEY_MS = 600, TYPED_MS = 70 /* before a key, and before a character that is typed */ };

void drive_close(struct drive *drive)
{
    if (drive->script)
        script_close(drive->script);
    drive->script = NULL;
    drive->due = -1;
}

/* Fetches what the script does next. */
static void fetch(struct drive *drive)
{
    enum script_step step;
    do
        step = script_next(drive->script, &drive->pending, &drive->err);
    while (step == SCRIPT_DUMP || (step == SCRIPT_EVENT && drive->pending.kind == EVENT_RESIZE));
    if (step == SCRIPT_PAUSE) {
        drive->waits = true;
    } else if (step != SCRIPT_EVENT) {
        drive_close(drive);
    } else if (drive->pending.kind == EVENT_TICK) {
        drive->due = term_clock() + drive->pending.time_ms - drive->passed;
        drive->passed = drive->pending.time_ms;
    } else {
        bool typed = drive->pending.kind == EVENT_TEXT;
        drive->due = term_clock() + (typed ? TYPED_MS : KEY_MS);
    }
}

/* A key of a person lets a script that waits go on, and ends any other; the key is theirs then. */
static void take_person(struct drive *drive, struct event *event)
{
    bool key = event->kind == EVENT_KEY || event->kind == EVENT_TEXT;
    if (key && drive->waits) {
        drive->waits = false;
        event->kind = EVENT_NONE;
    } else if (key || event->kind == EVENT_QUIT) {
        drive_close(drive);
    }
}

static bool next(struct loop_front *front, struct event *event, struct term_source *sources,
                 int count, int timeout_ms)
{
    struct drive *drive = (struct drive *)front;
    if (drive->script && drive->due < 0 && !drive->waits)
        fetch(drive);
    long left = drive->due < 0 ? -1 : drive->due - term_clock();
    left = drive->due >= 0 && left < 0 ? 0 : left;
    int wait = left >= 0 && (timeout_ms < 0 || left < timeout_ms) ? (int)left : timeout_ms;
    term_next(event, sources, count, wait);
    if (drive->script)
        take_person(drive, event);
    if (drive->due < 0 || event->kind != EVENT_NONE || term_clock() < drive->due)
        return true;
    drive->due = -1;
    if (drive->pending.kind == EVENT_TICK)
        return true; /* it has passed by itself */
    long now = event->time_ms;
    *event = drive->pending;
    event->time_ms = now;
    return true;
}

int drive_open(struct drive *drive, const char *path, struct err *err)
{
    *drive = (struct drive){.front = loop_terminal, .due = -1};
    drive->front.next = next;
    drive->script = script_open(path, err);
    return drive->script ? 0 : -1;
}
