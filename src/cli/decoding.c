#include "cli/decoding.h"

int decoding_check(const struct command *command, struct decoding *decoding)
{
    const struct beam_options *beam = &decoding->options.beam;
    decoding->replace = decoding->replace || decoding->path;
    decoding->options.allow_unknown = decoding->unknown || decoding->replace;
    if (beam->width < 1 || beam->width > BEAM_WIDTH_MAX)
        return command_misused(command, "--beam must be from 1 to %d, not %d", BEAM_WIDTH_MAX,
                               beam->width);
    if (!(beam->length_alpha >= 0 && beam->length_alpha <= 10))
        return command_misused(command, "--length-penalty must be from 0 to 10");
    if (!(beam->coverage_beta >= 0 && beam->coverage_beta <= 10))
        return command_misused(command, "--coverage-penalty must be from 0 to 10");
    if (beam->width == 1 && (beam->length_alpha != 1 || beam->coverage_beta != 0))
        return command_misused(command, "%s ranks the hypotheses of a beam: add --beam N",
                               beam->coverage_beta != 0 ? "--coverage-penalty"
                                                        : "--length-penalty");
    return EXIT_DONE;
}

int decoding_check_model(const struct decoding *decoding, const struct model *model,
                         const char *also, struct err *err)
{
    const char *option = decoding->options.beam.coverage_beta != 0 ? "--coverage-penalty"
                         : decoding->path                          ? "--dictionary"
                         : decoding->replace                       ? "--replace-unknown"
                                                                   : also;
    if (decoding->replace && model->target.bpe)
        return err_set(err,
                       "%s writes pieces of words and never <unk>, so there is nothing that %s "
                       "could replace: leave it out",
                       model->name, decoding->path ? "--dictionary" : "--replace-unknown");
    if (!option || config_attends(&model->config))
        return 0;
    return err_set(err,
                   "%s has no attention (score none: one fixed context), so nothing says which "
                   "source word belongs to which of the translation, which %s needs; choose "
                   "another model with -m",
                   model->name, option);
}

int decoding_open_dictionary(struct dictionary **out, const struct decoding *decoding,
                             const struct model *model, struct err *err)
{
    *out = NULL;
    if (!decoding->path)
        return 0;
    *out = dictionary_open(decoding->path, unit_words(model->config.source.unit), err);
    return *out ? 0 : -1;
}
