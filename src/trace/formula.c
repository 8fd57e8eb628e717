#include "trace/formula.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One index of a formula: the letter of its axis, or its number from 1. */
static void add_index(struct formula *f, bool column, int factor, int more)
{
    int at = column ? f->column : f->row;
    const struct quantity *q = f->quantity;
    const char *letter = axis_letter(column ? q->columns : q->rows);
    if (at >= 0)
        str_format(f->out, "%d", factor * (at + 1) + more);
    else
        str_format(f->out, "%s%s%s", factor == 2 ? "2" : "", letter,
                   more < 0   ? "−1"
                   : more > 0 ? "+1"
                              : "");
}

/* One word of the pair that the row is. */
static void add_pair_index(struct formula *f, bool first)
{
    int count = trace_source_count(f->trace);
    if (f->row < 0)
        str_add(f->out, first ? "j" : "i");
    else
        str_format(f->out, "%d", (first ? f->row % count : f->row / count) + 1);
}

void formula_add(struct formula *f, const char *text)
{
    static const struct {
        const char *sign;
        bool column;
        int factor, more;
    } signs[] = {{"{r}", false, 1, 0}, {"{r-1}", false, 1, -1}, {"{r+1}", false, 1, 1},
                 {"{c}", true, 1, 0},  {"{2c}", true, 2, 0},    {"{2c-1}", true, 2, -1}};
    enum { SIGNS = sizeof signs / sizeof *signs };
    while (*text) {
        size_t plain = strcspn(text, "{");
        str_add_n(f->out, text, plain);
        text += plain;
        int i = 0;
        while (i < SIGNS && strncmp(text, signs[i].sign, strlen(signs[i].sign)) != 0)
            i++;
        if (i < SIGNS) {
            add_index(f, signs[i].column, signs[i].factor, signs[i].more);
            text += strlen(signs[i].sign);
        } else if (strncmp(text, "{i}", 3) == 0 || strncmp(text, "{j}", 3) == 0) {
            add_pair_index(f, text[1] == 'j');
            text += 3;
        } else if (*text) {
            str_add_n(f->out, text++, 1);
        }
    }
}

void formula_print(struct formula *f, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    str_format_list(f->out, format, list);
    va_end(list);
}

void formula_note(struct formula *f, const char *format, ...)
{
    va_list list;
    struct str note = {0};
    va_start(list, format);
    str_format_list(&note, format, list);
    va_end(list);
    bool new = !f->notes.length || !strstr(f->notes.text, note.text);
    if (new)
        str_format(&f->notes, "%s%s", f->notes.length ? ", " : "", note.text);
    str_free(&note);
}

bool formula_of_cell(const struct formula *f)
{
    return f->row >= 0 && f->column >= 0;
}

struct symbol formula_base(const struct trace *trace, struct sheet sheet)
{
    const struct quantity *q = trace_quantity(trace, sheet.quantity);
    sheet.slice = trace_slice(trace, sheet.slice);
    return q->symbol ? q->symbol(trace, sheet) : q->base;
}

/* The formula of another quantity that is part of this one. */
static struct formula part_of(const struct formula *f, struct sheet sheet, int row, int column)
{
    struct formula part = *f;
    part.quantity = trace_quantity(f->trace, sheet.quantity);
    part.sheet = sheet;
    part.row = row;
    part.column = column;
    return part;
}

void formula_symbol(struct formula *f, struct sheet sheet, int row, int column)
{
    struct formula part = part_of(f, sheet, row, column);
    struct symbol symbol = formula_base(f->trace, sheet);
    formula_print(&part, "%s(", symbol.base);
    formula_add(&part, symbol.index);
    formula_print(&part, ")");
}

void formula_symbol_at(struct formula *f, struct sheet sheet, const char *index)
{
    formula_print(f, "%s(", formula_base(f->trace, sheet).base);
    formula_add(f, index);
    formula_print(f, ")");
}

static struct formula formula_start(const struct trace *trace, int sentence, struct sheet sheet,
                                    int row, int column, struct str *out)
{
    sheet.slice = trace_slice(trace, sheet.slice);
    return (struct formula){.trace = trace,
                            .quantity = trace_quantity(trace, sheet.quantity),
                            .sentence = sentence,
                            .sheet = sheet,
                            .row = row,
                            .column = column,
                            .out = out};
}

void formula_write(const struct trace *trace, int sentence, struct sheet sheet, int row, int column,
                   struct str *out)
{
    struct formula f = formula_start(trace, sentence, sheet, row, column, out);
    f.quantity->formula(&f);
    if (f.notes.length)
        str_format(out, " (%s)", f.notes.text);
    str_free(&f.notes);
}

void formula_write_symbol(const struct trace *trace, struct sheet sheet, int row, int column,
                          struct str *out)
{
    struct formula f = formula_start(trace, 0, sheet, row, column, out);
    formula_symbol(&f, sheet, row, column);
}

void formula_write_cell(const struct trace *trace, struct origin cell, struct str *out)
{
    struct sheet sheet = {cell.quantity, cell.slice};
    char buffer[16];
    const struct quantity *q = trace_quantity(trace, cell.quantity);
    formula_write_symbol(trace, sheet, cell.row, cell.column, out);
    if (q->columns == AXIS_UNIT && cell.quantity != Q_CENTER)
        str_format(out, " unit %d", cell.column + 1);
    else if (q->columns == AXIS_VOCAB)
        str_format(out, " of \"%s\"",
                   trace_label(trace, 0, q->columns, cell.column, buffer, sizeof buffer));
}

void formula_write_reading(const struct trace *trace, int sentence, struct sheet sheet,
                           struct str *out)
{
    struct formula f = formula_start(trace, sentence, sheet, -1, -1, out);
    if (f.quantity->reading)
        f.quantity->reading(&f);
    else
        str_add(out, f.quantity->reads);
    str_free(&f.notes);
}
