#include "train/learner.h"

#include <math.h>
#include <string.h>

int learner_figure(const struct learner *learner, const char *name)
{
    for (int i = 0; learner->figures[i].name; i++)
        if (strcmp(learner->figures[i].name, name) == 0)
            return i;
    return -1;
}

double learner_rank(const struct learner *learner, const double *figures, const char *name)
{
    double rank = 0;
    for (int i = 0; learner->figures[i].name; i++) {
        const struct figure_kind *kind = &learner->figures[i];
        bool counts =
            strcmp(kind->name, name) == 0 || (kind->with && strcmp(kind->with, name) == 0);
        if (counts && !isnan(figures[i]))
            rank += kind->higher ? figures[i] : -figures[i];
    }
    return rank;
}

void learner_print(const struct learner *learner, const double *figures, bool all, struct str *out)
{
    for (int i = 1; learner->figures[i].name; i++) {
        const struct figure_kind *kind = &learner->figures[i];
        if (!kind->with)
            str_format(out, " %s %.*f", kind->label, kind->digits, figures[i]);
        else if (all && figures[i] > 0)
            str_format(out, " (%s %.*f)", kind->label, kind->digits, figures[i]);
    }
}

void learner_choices(const struct learner *learner, struct str *out)
{
    for (int i = 0; learner->figures[i].name; i++)
        if (!learner->figures[i].with)
            str_format(out, "%s%s", i ? ", " : "", learner->figures[i].name);
}
