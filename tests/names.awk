# What C files say to each other, one fact a line:
#
#   header   FILE LINE GUARD        is included by others, more than once
#   tag      FILE LINE NAME         a struct, enum or union with its members
#   constant FILE LINE NAME         of an enum
#   macro    FILE LINE NAME
#   type     FILE LINE NAME         a typedef
#   declare  FILE LINE NAME         a function or a variable that others may use, in a header
#   list     FILE LINE BEGIN*END    variables of such names, declared by a macro for a list of words
#   define   FILE LINE NAME         the same with its body or its value; in a header, if it is inline
#   private  FILE LINE NAME         a static function
#   function FILE LINE NAME LINES   every function, from its first line to its closing brace
#
# Reads C as clang-format lays it out.

function fact(kind, name, more) { print kind, FILENAME, line_of_head, name more }

# The line without strings, characters and comments; in_comment goes on to the next line.
function code_of(line,   code, at)
{
    while (line != "") {
        if (in_comment) {
            if (!(at = index(line, "*/")))
                return code
            line = substr(line, at + 2)
            in_comment = 0
        } else if (match(line, /\/\*|\/\/|"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/)) {
            at = substr(line, RSTART, 2)
            code = code substr(line, 1, RSTART - 1) (at == "/*" ? " " : "\"\"")
            if (at == "//")
                return code
            in_comment = at == "/*"
            line = substr(line, RSTART + (in_comment ? 2 : RLENGTH))
        } else {
            return code line
        }
    }
    return code
}

# The last name of a text: of "static const int names" it is "names".
function last_name(text)
{
    sub(/[^A-Za-z_0-9]+$/, "", text)
    return match(text, /[A-Za-z_][A-Za-z_0-9]*$/) ? substr(text, RSTART) : ""
}

# A function or a variable at the outermost level, whole or up to its body or its value.
function statement(text, has_body,   before, name)
{
    gsub(/__attribute__ *\(\([^()]*(\([^()]*(\([^()]*\))?[^()]*\))*[^()]*\)\)/, "", text)
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    if (text == "" || text ~ /^_Static_assert/)
        return ""
    if (text ~ /^typedef/) {
        if (!has_body)
            fact("type", last_name(text))
        return ""
    }
    is_static = text ~ /(^| )static /
    before = text
    sub(/[ \t]*=.*/, "", before)
    if (before == text && match(text, /[A-Za-z_][A-Za-z_0-9]* *\(/)) {
        name = last_name(substr(text, RSTART, RLENGTH - 1))
        if (!is_static)
            fact(has_body ? "define" : "declare", name)
        else if (has_body)
            fact(header ? "define" : "private", name)
        return has_body ? name : ""
    }
    sub(/[ \t]*\[.*/, "", before)
    if (!is_static && before ~ /[^ \t][ \t*]+[A-Za-z_0-9]+$/ && before !~ /^(struct|enum|union) [A-Za-z_0-9]+$/)
        fact(text ~ /^extern / ? "declare" : "define", last_name(before))
    return ""
}

function constants(text,   n, part, i)
{
    n = split(text, part, ",")
    for (i = 1; i <= n; i++) {
        gsub(/^[ \t]+|[ \t]*(=.*)?$/, "", part[i])
        if (part[i] != "")
            fact("constant", part[i])
    }
}

FNR == 1 {
    header = 0
    depth = in_comment = in_macro = in_enum = 0
    head = enum = function_name = ""
}

{ line = code_of($0) }

# A .h without a guard is a piece of the .c that includes it.
FILENAME ~ /\.h$/ && /^#ifndef HEED_/ {
    header = 1
    line_of_head = FNR
    fact("header", $2)
}

in_macro || line ~ /^[ \t]*#/ {
    line_of_head = FNR
    if (!in_macro && match(line, /^[ \t]*# *define +[A-Za-z_0-9]+/))
        fact("macro", last_name(substr(line, 1, RLENGTH)))
    if (header && match(line, /\) extern .*##/)) {
        sub(/;.*/, "", line)
        sub(/.*[ *]/, "", line)
        sub(/^[a-z]+##/, "*", line)
        sub(/##[a-z]+$/, "*", line)
        fact("list", line)
    }
    in_macro = /\\$/
    next
}

# A list that makes declarations: REQUESTS(NO_REQUEST, PANEL_EXTERN).
depth == 0 && head == "" && line ~ /^[A-Z][A-Z_0-9]*\([A-Za-z_0-9, ]*\)[ \t]*$/ { next }

{
    if (match(line, /(struct|enum|union) [A-Za-z_0-9]+ \{/)) {
        line_of_head = FNR
        fact("tag", last_name(substr(line, RSTART, RLENGTH - 1)))
    }
    while (match(line, /[{};]/)) {
        sign = substr(line, RSTART, 1)
        piece = substr(line, 1, RSTART - 1)
        line = substr(line, RSTART + 1)
        if (depth == 0 && head == "")
            start = FNR
        if (in_enum) {
            line_of_head = FNR
            constants(enum piece)
            in_enum = 0
        }
        if (sign == "{" && piece ~ /(^|[ \t])enum( [A-Za-z_0-9]+)? *$/) {
            in_enum = 1
            enum = ""
        }
        if (depth == 0) {
            line_of_head = start
            head = head " " piece
            function_name = statement(head, sign == "{")
            behind = sign == "{" && function_name == "" ? head : "" # "struct x {...} name"
            head = ""
        }
        depth += sign == "{"
        if (sign == "}" && --depth == 0) {
            line_of_head = start
            if (function_name != "")
                fact("function", function_name, " " FNR - start + 1)
            head = behind
            function_name = behind = ""
        }
    }
    if (in_enum)
        enum = enum line
    else if (depth == 0 && line ~ /[^ \t]/ && (head != "" || line !~ /^[A-Z_]+\(.*\)$/)) {
        if (head == "")
            start = FNR
        head = head " " line
    }
}
