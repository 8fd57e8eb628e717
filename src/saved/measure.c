#include "saved/measure.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR_COLUMNS = 40 };

static bool bar_go_on(struct patience *patience, double done)
{
    struct measure_bar *bar = (struct measure_bar *)patience;
    double all = bar->first + bar->share * done;
    int full = (int)(all * BAR_COLUMNS);
    if (!isatty(STDERR_FILENO))
        return true;
    fprintf(stderr, "\r[%.*s%*s] %3.0f %%", full, "########################################",
            BAR_COLUMNS - full, "", 100 * all);
    bar->shown = true;
    return true;
}

struct measure_bar measure_bar_new(void)
{
    return (struct measure_bar){.patience = {bar_go_on}, .share = 1};
}

void measure_bar_end(struct measure_bar *bar)
{
    if (bar->shown)
        fprintf(stderr, "\r%*s\r", BAR_COLUMNS + 10, "");
}

void measure_all(struct inventory *inventory)
{
    struct measure_bar bar = measure_bar_new();
    size_t all = 0, done = 0;
    for (int r = 0; r < inventory->row_count; r++)
        all += inventory->rows[r].item >= 0 ? inventory->rows[r].values : 0;
    for (int r = 0; r < inventory->row_count; r++) {
        const struct inventory_row *row = &inventory->rows[r];
        if (row->item < 0)
            continue;
        bar.first = all ? (double)done / (double)all : 0;
        bar.share = all ? (double)row->values / (double)all : 0;
        inventory_measure(inventory, row->item, &bar.patience);
        done += row->values;
    }
    measure_bar_end(&bar);
}
