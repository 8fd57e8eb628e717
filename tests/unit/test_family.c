/* The families of models: whoever forgets a part of one is told which. What of its runs can be looked
 * at has its test in test_quantities.c. */
#include "tiny.h"

#include "model/family.h"

static void every_family_is_whole(void **state)
{
    (void)state;
    assert_non_null(family_list[0]);
    for (int i = 0; family_list[i]; i++) {
        const struct family *f = family_list[i];
        const struct {
            const char *part;
            bool there;
        } parts[] = {
            {"fields", f->fields},
            {"check()", f->check},
            {"describe()", f->describe},
            {"bind()", f->bind},
            {"other_score()", f->other_score},
        };
        if (!f->name || !*f->name)
            fail_msg("the family after \"%s\" has no name", i ? family_list[i - 1]->name : "none");
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            if (!parts[k].there)
                fail_msg("the family \"%s\" has no %s", f->name, parts[k].part);
        if (family_find(f->name) != f)
            fail_msg("two families have the name \"%s\"", f->name);
    }
    assert_null(family_find("no family"));
}

static void defaults_are_of_their_family(void **state)
{
    (void)state;
    for (int i = 0; family_list[i]; i++) {
        struct config config = config_default(family_list[i]);
        struct str text = {0};
        assert_ptr_equal(config.family, family_list[i]);
        family_list[i]->describe(&config, &text);
        str_free(&text);
    }
}

static void every_field_says_what_it_is(void **state)
{
    (void)state;
    for (int i = 0; family_list[i]; i++)
        for (const struct field *field = family_list[i]->fields; field->name; field++) {
            if (!field->help)
                fail_msg("the field %s of %s has no help", field->name, family_list[i]->name);
            if (!field->words && !field->language && field->high <= field->low)
                fail_msg("the number %s of %s has no range", field->name, family_list[i]->name);
            for (const struct field *other = family_list[i]->fields; other < field; other++)
                assert_string_not_equal(other->name, field->name);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_family_is_whole),
        cmocka_unit_test(every_field_says_what_it_is),
        cmocka_unit_test(defaults_are_of_their_family),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
