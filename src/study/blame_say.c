#include "study/blame_say.h"

/* What wider beams find of a reference that scores higher than what was found. */
static void say_search(const struct blame *b, struct str *out)
{
    int i = 1, widest = b->found[BLAME_FOUND - 1].width;
    while (i < BLAME_FOUND && b->found[i].score < b->reference.score && !b->found[i].reference)
        i++;
    str_format(out,
               "Search: the model scores the reference %.2f a word and what greedy decoding wrote "
               "%.2f, so the better one was there and was not found. ",
               b->reference.score, b->found[0].score);
    if (i == BLAME_FOUND)
        str_format(out, "Not even a beam of %d finds anything as good.", widest);
    else if (b->found[i].reference)
        str_format(out, "A beam of %d finds it.", b->found[i].width);
    else
        str_format(out, "A beam of %d finds another that is better still, %.2f.", b->found[i].width,
                   b->found[i].score);
}

/* What putting all weight elsewhere does for the word of a step. */
static void say_places(const struct blame *b, const struct blame_step *step, struct str *out)
{
    bool right = step->verdict == VERDICT_ATTENTION, aligned = step->aligned >= 0;
    const struct placed *there = aligned ? &step->aligned_there : &step->there;
    const char *place = b->source.list[aligned ? step->aligned : step->place];
    str_format(out, " It looks mostly at \"%s\" (%.2f). ", b->source.list[step->looked],
               step->weight);
    if (right && aligned)
        str_format(
            out,
            "With all weight on \"%s\", as aligned, \"%s\" comes first (%.2f): it is attention.",
            place, step->word, there->probability);
    else if (right)
        str_format(
            out,
            "With all weight on \"%s\", \"%s\" comes first (%.2f): it is attention, if that is the "
            "place to look at.",
            place, step->word, there->probability);
    else if (aligned)
        str_format(out,
                   "With all weight on \"%s\", as aligned, \"%s\" is still number %d (%.2f): it is "
                   "not attention, but the state or the output layer.",
                   place, step->word, there->rank, there->probability);
    else
        str_format(out,
                   "Wherever all weight is put, \"%s\" does not come first (at best number %d, "
                   "with \"%s\"): it is not attention, but the state or the output layer.",
                   step->word, there->rank, place);
}

static void say_step(const struct blame *b, struct str *out)
{
    const struct blame_step *step = &b->steps[b->first];
    if (!step->known) {
        str_format(out,
                   " Step %d, after the words of the reference, wants \"%s\" (%.2f) and not "
                   "\"%s\", which its vocabulary does not have: no output layer can write it.",
                   b->first + 1, step->best, step->best_probability, step->word);
        return;
    }
    str_format(out,
               " Step %d, after the words of the reference, wants \"%s\" (%.2f) and not \"%s\" "
               "(%.2f, number %d).",
               b->first + 1, step->best, step->best_probability, step->word,
               step->as_is.probability, step->as_is.rank);
    if (b->attends)
        say_places(b, step, out);
    else
        str_add(out, " There is no attention to correct: it is the state or the output layer.");
}

void blame_say(const struct blame *b, struct str *out)
{
    switch (b->verdict) {
    case VERDICT_RIGHT:
        str_format(out, "Nothing went wrong: greedy decoding writes the reference, %.2f a word.",
                   b->found[0].score);
        return;
    case VERDICT_SEARCH:
        say_search(b, out);
        return;
    case VERDICT_CUT:
        str_format(out,
                   "The limit of words: after the words of the reference every word of it comes "
                   "first, but decoding ended after %d words.",
                   b->found[0].length);
        return;
    case VERDICT_ATTENTION:
    case VERDICT_OUTPUT:
    case VERDICT_COUNT:
        break;
    }
    bool attention = b->verdict == VERDICT_ATTENTION;
    if (b->unknown.count)
        str_add(out, attention ? "Attention." : "Output layer.");
    else
        str_format(out,
                   attention ? "Attention: what greedy decoding wrote scores %.2f a word and the "
                               "reference %.2f, so search is not to blame."
                             : "Output layer: what greedy decoding wrote scores %.2f a word and "
                               "the reference %.2f, so search is not to blame.",
                   b->found[0].score, b->reference.score);
    say_step(b, out);
}
