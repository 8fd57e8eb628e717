#include "lab/caption.h"

void caption_say(const struct trace *trace, int sentence, const struct strs *changes,
                 struct str *out)
{
    struct str translation = {0};
    str_add(out, trace->model->name);
    str_add(out, ": ");
    if (config_reads_words(&trace->config))
        str_add(out, trace->sentences[sentence].text);
    else
        config_describe(&trace->config, out); /* it says what is random */
    if (config_writes_words(&trace->config)) {
        bool ended = trace_translation(trace, sentence, &translation);
        str_format(out, " → %s", translation.text ? translation.text : "");
        if (!ended)
            str_add(out, " (cut off at the limit of words)");
    } else if (trace_answer(trace, sentence, &translation))
        str_format(out, " → %s", translation.text);
    str_free(&translation);
    for (int b = 0, others = 0; b < trace->count; b++)
        if (b != sentence)
            str_format(out, "%s%s",
                       others++ ? "; " : "\nin a batch with: ", trace->sentences[b].text);
    for (size_t i = 0; i < changes->count; i++)
        str_format(out, "%s%s", i ? ", " : "\nchanged: ", changes->list[i]);
}
