#include "export/tree.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

void tree_csv(FILE *out, const struct search *search, bool fallen)
{
    static const char *const fates[] = {
        [FATE_ENDED] = "ended", [FATE_GOES] = "goes", [FATE_FELL] = "fell"};
    const struct beam *beam = &search->beam;
    int *number = mem_new((size_t)beam->count + 1, sizeof *number), count = 0;
    fputs("node,parent,step,word,log_probability,score,rank,fate\n", out);
    for (int i = 0; i < beam->count; i++) {
        int node = search->order[i];
        const struct beam_node *at = &beam->nodes[node];
        const struct search_node *own = &search->nodes[node];
        if (own->fate == FATE_FELL && !fallen)
            continue;
        number[node] = ++count;
        fprintf(out, "%d,%d,%d,", count, at->parent < 0 ? 0 : number[at->parent], at->length);
        csv_fwrite(out, search_word(search, node), strlen(search_word(search, node)));
        fprintf(out, ",%.9g,%.9g,", at->log_probability, at->score);
        if (own->rank)
            fprintf(out, "%d", own->rank);
        fprintf(out, ",%s\n", fates[own->fate]);
    }
    free(number);
}
