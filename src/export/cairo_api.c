#include "export/cairo_api.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Where each function goes. */
static const struct {
    const char *name;
    size_t place;
} functions[] = {
#define CAIRO_ROW(type, name, arguments) {#name, offsetof(struct cairo_api, name)},
    CAIRO_FUNCTIONS(CAIRO_ROW)
#undef CAIRO_ROW
};

/* Debian and others, macOS. What it is linked with, fontconfig too, is found through it. */
static void *open_library(void)
{
    void *library = dlopen("libcairo.so.2", RTLD_NOW | RTLD_LOCAL);
    return library ? library : dlopen("libcairo.2.dylib", RTLD_NOW | RTLD_LOCAL);
}

const struct cairo_api *cairo_api(struct err *err)
{
    static struct cairo_api api;
    static bool loaded;
    if (loaded)
        return &api;
    void *library = open_library();
    if (!library) {
        err_set(err, "PNG and PDF are drawn by cairo, which is not installed (Debian: apt-get "
                     "install libcairo2); SVG and HTML need nothing");
        return NULL;
    }
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *found = dlsym(library, functions[i].name);
        if (!found) {
            err_set(err, "PNG and PDF are drawn by cairo, but the one that is installed has no %s",
                    functions[i].name);
            dlclose(library);
            return NULL;
        }
        memcpy((char *)&api + functions[i].place, &found, sizeof found);
    }
    loaded = true;
    return &api;
}
