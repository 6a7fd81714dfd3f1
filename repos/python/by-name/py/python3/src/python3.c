/* python3 FILE ARGUMENT...
   python3 -c PROGRAM ARGUMENT...

   A small part of Python, meaning the same as in Python: integers (of 64 bits),
   strings, lists, functions and modules; expressions with if, and, or, not, in,
   comparisons, arithmetic, calls, indices; one statement on each line: an
   expression, an assignment, import, `def f(x): return …`, `for x in …: …`,
   `if …: …`. Modules are looked for in PYTHONPATH; sys.argv and
   subprocess.check_output are built in. Nothing is ever freed: programs are
   short. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Values and names */

enum kind { NONE, BOOL, INT, STR, LIST, FUNCTION, BUILTIN, MODULE };

struct value {
    enum kind kind;
    long long number;         /* INT, BOOL; which BUILTIN */
    const char *text;         /* STR; the body of a FUNCTION; what STRIP is of */
    struct value *items;      /* LIST; the parameters of a FUNCTION, as STR */
    size_t count;             /* of items */
    struct module *module;    /* MODULE; where a FUNCTION was defined */
    int line;                 /* of a FUNCTION */
};

struct binding {
    const char *name;
    struct value value;
    struct binding *next;
};

struct module {
    const char *name, *file;
    struct binding *names;
    struct module *next;
};

enum builtin { PRINT, LEN, STR_OF, INT_OF, CHR, ORD, RANGE, CHECK_OUTPUT, STRIP };
static const char *const builtin_names[] = {
    "print", "len", "str", "int", "chr", "ord", "range",
};

/* Where the program is being read. Expressions are evaluated while they are
   read; skip is above zero where they are only read. */
static struct module *here;
static const char *at;
static int line = 1, skip = 0;
static struct binding *locals;
static struct module *modules;

static void fail(const char *format, ...) {
    va_list args;
    fflush(stdout);
    fprintf(stderr, "%s:%d: ", here ? here->file : "python3", line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

static void *allocate(size_t size) {
    void *memory = calloc(1, size);
    if (!memory) fail("out of memory");
    return memory;
}

static char *copy(const char *text, size_t length) {
    char *result = allocate(length + 1);
    memcpy(result, text, length);
    return result;
}

static struct value none(void) { return (struct value){.kind = NONE}; }
static struct value integer(long long n) { return (struct value){.kind = INT, .number = n}; }
static struct value boolean(int b) { return (struct value){.kind = BOOL, .number = b}; }
static struct value string(const char *text) { return (struct value){.kind = STR, .text = text}; }

static void append(struct value *list, struct value item) {
    struct value *items = allocate((list->count + 1) * sizeof *items);
    if (list->count) memcpy(items, list->items, list->count * sizeof *items);
    items[list->count++] = item;
    list->items = items;
}

static void bind(struct binding **names, const char *name, struct value value) {
    for (struct binding *b = *names; b; b = b->next)
        if (strcmp(b->name, name) == 0) {
            b->value = value;
            return;
        }
    struct binding *b = allocate(sizeof *b);
    *b = (struct binding){name, value, *names};
    *names = b;
}

static struct binding *find(struct binding *names, const char *name) {
    while (names && strcmp(names->name, name) != 0) names = names->next;
    return names;
}

static struct value look_up(const char *name) {
    struct binding *b = find(locals, name);
    if (!b) b = find(here->names, name);
    if (b) return b->value;
    for (int i = 0; i < CHECK_OUTPUT; i++)
        if (strcmp(builtin_names[i], name) == 0)
            return (struct value){.kind = BUILTIN, .number = i};
    fail("name '%s' is not defined", name);
    return none();
}

static int truth(struct value v) {
    switch (v.kind) {
    case NONE: return 0;
    case BOOL:
    case INT: return v.number != 0;
    case STR: return *v.text != '\0';
    case LIST: return v.count != 0;
    default: return 1;
    }
}

static const char *text_of(struct value v) {
    char digits[32];
    switch (v.kind) {
    case NONE: return "None";
    case BOOL: return v.number ? "True" : "False";
    case STR: return v.text;
    case INT: return copy(digits, sprintf(digits, "%lld", v.number));
    default: fail("this has no text"); return "";
    }
}

static int is_number(struct value v) { return v.kind == INT || v.kind == BOOL; }

static long long number_of(struct value v) {
    if (!is_number(v)) fail("an integer is expected here");
    return v.number;
}

static const char *string_of(struct value v) {
    if (v.kind != STR) fail("a string is expected here");
    return v.text;
}

static int equal(struct value a, struct value b) {
    if (is_number(a) && is_number(b)) return a.number == b.number;
    if (a.kind != b.kind) return 0;
    if (a.kind == STR) return strcmp(a.text, b.text) == 0;
    if (a.kind != LIST || a.count != b.count) return a.kind == NONE;
    for (size_t i = 0; i < a.count; i++)
        if (!equal(a.items[i], b.items[i])) return 0;
    return 1;
}

/* Reading */

static void blanks(void) {
    while (*at == ' ' || *at == '\t') at++;
    if (*at == '#') at += strcspn(at, "\n");
}

static int is_name(int c) { return isalnum(c) || c == '_'; }

/* Reads this token, if it is next. */
static int take(const char *token) {
    size_t length = strlen(token);
    blanks();
    if (strncmp(at, token, length) != 0) return 0;
    if (is_name((unsigned char)*token) && is_name((unsigned char)at[length])) return 0;
    at += length;
    return 1;
}

static void expect(const char *token) {
    if (!take(token)) fail("'%s' is expected here", token);
}

static const char *take_name(void) {
    blanks();
    const char *start = at;
    if (!isdigit((unsigned char)*at))
        while (is_name((unsigned char)*at)) at++;
    if (at == start) fail("a name is expected here");
    return copy(start, at - start);
}

static void skip_line(void) { at += strcspn(at, "\n"); }

/* Expressions */

static struct value expression(void);
static struct value import(const char *name);

static struct value string_literal(void) {
    char quote = *at++, *text = allocate(strcspn(at, "\n") + 1), *to = text;
    while (*at != quote) {
        if (*at == '\0' || *at == '\n') fail("this string has no end");
        if (*at != '\\') {
            *to++ = *at++;
            continue;
        }
        at++;
        *to++ = *at == 'n' ? '\n' : *at == 't' ? '\t' : *at;
        if (*at) at++;
    }
    at++;
    return string(text);
}

static struct value list_until(const char *end) {
    struct value list = {.kind = LIST};
    while (!take(end)) {
        append(&list, expression());
        if (!take(",")) {
            expect(end);
            break;
        }
    }
    return list;
}

static struct value atom(void) {
    blanks();
    if (*at == '"' || *at == '\'') return string_literal();
    if (isdigit((unsigned char)*at)) {
        char *end;
        struct value v = integer(strtoll(at, &end, 10));
        at = end;
        return v;
    }
    if (take("(")) {
        struct value v = expression();
        expect(")");
        return v;
    }
    if (take("[")) return list_until("]");
    if (take("True")) return boolean(1);
    if (take("False")) return boolean(0);
    if (take("None")) return none();
    const char *name = take_name();
    return skip ? none() : look_up(name);
}

/* What a program prints, which is not looked for in a shell. */
static struct value check_output(struct value command) {
    if (command.kind != LIST || command.count == 0) fail("a list is expected here");
    char **argv = allocate((command.count + 1) * sizeof *argv);
    for (size_t i = 0; i < command.count; i++) argv[i] = (char *)string_of(command.items[i]);
    int ends[2], status;
    fflush(stdout);
    if (pipe(ends) != 0) fail("%s", strerror(errno));
    pid_t child = fork();
    if (child < 0) fail("%s", strerror(errno));
    if (child == 0) {
        dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        execvp(argv[0], argv);
        perror(argv[0]);
        _exit(127);
    }
    close(ends[1]);
    size_t length = 0;
    char *text = NULL;
    ssize_t count;
    do {
        text = realloc(text, length + 4097);
        if (!text) fail("out of memory");
        count = read(ends[0], text + length, 4096);
        if (count > 0) length += count;
    } while (count > 0);
    text[length] = '\0';
    close(ends[0]);
    waitpid(child, &status, 0);
    if (status != 0) fail("%s failed", argv[0]);
    return string(text);
}

static struct value strip(const char *text) {
    text += strspn(text, " \t\n");
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1])) length--;
    return string(copy(text, length));
}

static struct value call_builtin(struct value builtin, struct value args) {
    enum builtin which = builtin.number;
    if (which == STRIP && args.count == 0) return strip(builtin.text);
    if (which == PRINT) {
        for (size_t i = 0; i < args.count; i++)
            printf("%s%s", i ? " " : "", text_of(args.items[i]));
        putchar('\n');
        return none();
    }
    size_t wanted = which == RANGE && args.count == 2 ? 2 : 1;
    if (args.count != wanted) fail("%zu arguments where %zu are expected", args.count, wanted);
    struct value first = args.items[0];
    switch (which) {
    case LEN: return integer(first.kind == LIST ? first.count : strlen(string_of(first)));
    case STR_OF: return string(text_of(first));
    case INT_OF: return is_number(first) ? integer(first.number) : integer(strtoll(string_of(first), NULL, 10));
    case ORD: return integer((unsigned char)*string_of(first));
    case CHR: return string(copy(&(char){(char)number_of(first)}, 1));
    case CHECK_OUTPUT: return check_output(first);
    default: {
        struct value list = {.kind = LIST};
        long long from = wanted == 2 ? number_of(first) : 0;
        long long to = number_of(args.items[wanted - 1]);
        for (; from < to; from++) append(&list, integer(from));
        return list;
    }
    }
}

static struct value call_function(struct value f, struct value args) {
    if (args.count != f.count) fail("%zu arguments where %zu are expected", args.count, f.count);
    struct binding *names = NULL, *saved_locals = locals;
    for (size_t i = 0; i < f.count; i++) bind(&names, f.items[i].text, args.items[i]);
    struct module *saved_module = here;
    const char *saved_at = at;
    int saved_line = line;
    locals = names, here = f.module, at = f.text, line = f.line;
    struct value result = expression();
    locals = saved_locals, here = saved_module, at = saved_at, line = saved_line;
    return result;
}

static struct value call(struct value f) {
    struct value args = {.kind = LIST};
    while (!take(")")) {
        const char *start = at;
        /* The one keyword there is; check_output gives text with or without. */
        if (take("text") && take("=")) {
            expression();
        } else {
            at = start;
            append(&args, expression());
        }
        if (!take(",")) {
            expect(")");
            break;
        }
    }
    if (skip) return none();
    if (f.kind == BUILTIN) return call_builtin(f, args);
    if (f.kind != FUNCTION) fail("this is no function");
    return call_function(f, args);
}

static struct value item(struct value v, struct value index) {
    if (skip) return none();
    long long i = number_of(index);
    long long count = v.kind == LIST ? (long long)v.count : (long long)strlen(string_of(v));
    if (i < 0) i += count;
    if (i < 0 || i >= count) fail("the index is out of range");
    return v.kind == LIST ? v.items[i] : string(copy(v.text + i, 1));
}

static struct value attribute(struct value v, const char *name) {
    if (skip) return none();
    if (v.kind == STR && strcmp(name, "strip") == 0)
        return (struct value){.kind = BUILTIN, .number = STRIP, .text = v.text};
    struct binding *b = v.kind == MODULE ? find(v.module->names, name) : NULL;
    if (!b) fail("there is no attribute '%s'", name);
    return b->value;
}

static struct value postfix(void) {
    struct value v = atom();
    for (;;) {
        if (take("(")) {
            v = call(v);
        } else if (take("[")) {
            v = item(v, expression());
            expect("]");
        } else if (take(".")) {
            v = attribute(v, take_name());
        } else {
            return v;
        }
    }
}

static struct value factor(void) {
    if (take("-")) {
        struct value v = factor();
        return skip ? v : integer(-number_of(v));
    }
    struct value base = postfix();
    if (!take("**")) return base;
    struct value exponent = factor();
    if (skip) return base;
    long long result = 1;
    for (long long n = number_of(exponent); n > 0; n--) result *= number_of(base);
    return integer(result);
}

/* Python rounds towards minus infinity. */
static long long divide(long long a, long long b) {
    if (b == 0) fail("division by zero");
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static struct value times(struct value a, struct value b) {
    if (a.kind != STR) return integer(number_of(a) * number_of(b));
    long long count = number_of(b) > 0 ? b.number : 0;
    size_t length = strlen(a.text);
    char *text = allocate(length * count + 1);
    for (long long i = 0; i < count; i++) memcpy(text + i * length, a.text, length);
    return string(text);
}

static struct value term(void) {
    struct value v = factor();
    for (;;) {
        int op = take("//") ? '/' : take("*") ? '*' : take("%") ? '%' : 0;
        if (!op) return v;
        struct value w = factor();
        if (skip) continue;
        if (op == '*') {
            v = times(v, w);
        } else {
            long long a = number_of(v), b = number_of(w), quotient = divide(a, b);
            v = integer(op == '/' ? quotient : a - quotient * b);
        }
    }
}

static struct value plus(struct value a, struct value b) {
    if (is_number(a)) return integer(a.number + number_of(b));
    if (a.kind == LIST && b.kind == LIST) {
        for (size_t i = 0; i < b.count; i++) append(&a, b.items[i]);
        return a;
    }
    const char *left = string_of(a), *right = string_of(b);
    char *text = allocate(strlen(left) + strlen(right) + 1);
    strcpy(text, left);
    strcat(text, right);
    return string(text);
}

static struct value sum(void) {
    struct value v = term();
    for (;;) {
        int op = take("+") ? '+' : take("-") ? '-' : 0;
        if (!op) return v;
        struct value w = term();
        if (skip) continue;
        v = op == '+' ? plus(v, w) : integer(number_of(v) - number_of(w));
    }
}

static int contains(struct value v, struct value part) {
    if (v.kind == STR) return strstr(v.text, string_of(part)) != NULL;
    if (v.kind != LIST) fail("a string or a list is expected here");
    for (size_t i = 0; i < v.count; i++)
        if (equal(v.items[i], part)) return 1;
    return 0;
}

static int order(struct value a, struct value b) {
    if (a.kind == STR) return strcmp(a.text, string_of(b));
    return (number_of(a) > number_of(b)) - (number_of(a) < number_of(b));
}

static struct value comparison(void) {
    static const char *const operators[] = {"==", "!=", "<=", ">=", "<", ">", "in"};
    struct value v = sum();
    for (int i = 0; i < 7; i++) {
        if (!take(operators[i])) continue;
        struct value w = sum();
        if (skip) return v;
        switch (i) {
        case 0: return boolean(equal(v, w));
        case 1: return boolean(!equal(v, w));
        case 2: return boolean(order(v, w) <= 0);
        case 3: return boolean(order(v, w) >= 0);
        case 4: return boolean(order(v, w) < 0);
        case 5: return boolean(order(v, w) > 0);
        default: return boolean(contains(w, v));
        }
    }
    return v;
}

static struct value negation(void) {
    if (!take("not")) return comparison();
    struct value v = negation();
    return skip ? v : boolean(!truth(v));
}

/* The right side is only read where the left one decides. */
static struct value conjunction(void) {
    struct value v = negation();
    while (take("and")) {
        int decided = !skip && !truth(v);
        skip += decided;
        struct value w = negation();
        skip -= decided;
        if (!decided) v = w;
    }
    return v;
}

static struct value disjunction(void) {
    struct value v = conjunction();
    while (take("or")) {
        int decided = !skip && truth(v);
        skip += decided;
        struct value w = conjunction();
        skip -= decided;
        if (!decided) v = w;
    }
    return v;
}

/* `a if c else b`: read past a to c first, and go back for a where c holds. */
static struct value expression(void) {
    const char *start = at;
    skip++;
    disjunction();
    int conditional = take("if");
    skip--;
    if (!conditional) {
        if (skip) return none();
        at = start;
        return disjunction();
    }

    int holds = truth(disjunction());
    expect("else");
    skip += holds;
    struct value otherwise = expression();
    skip -= holds;
    if (!holds || skip) return otherwise;
    const char *end = at;
    at = start;
    struct value v = disjunction();
    at = end;
    return v;
}

/* Statements */

static void statement(void);

static void define(void) {
    const char *name = take_name();
    struct value f = {.kind = FUNCTION, .module = here, .line = line};
    expect("(");
    while (!take(")")) {
        append(&f, string(take_name()));
        take(",");
    }
    expect(":");
    expect("return");
    f.text = at;
    skip_line();
    bind(&here->names, name, f);
}

static void repeat(void) {
    const char *name = take_name();
    expect("in");
    struct value list = expression();
    expect(":");
    const char *body = at;
    size_t count = list.kind == LIST ? list.count : strlen(string_of(list));
    for (size_t i = 0; i < count; i++) {
        bind(&here->names, name, item(list, integer((long long)i)));
        at = body;
        statement();
    }
    at = body;
    skip_line();
}

static void statement(void) {
    if (take("import")) {
        const char *name = take_name();
        bind(&here->names, name, import(name));
    } else if (take("def")) {
        define();
    } else if (take("for")) {
        repeat();
    } else if (take("if")) {
        int holds = truth(expression());
        expect(":");
        if (holds) statement();
        else skip_line();
    } else {
        const char *start = at;
        blanks();
        if (isalpha((unsigned char)*at) || *at == '_') {
            const char *name = take_name();
            if (take("=") && *at != '=') {
                bind(&here->names, name, expression());
                return;
            }
        }
        at = start;
        expression();
    }
}

static void run(struct module *module, const char *program) {
    struct module *saved_module = here;
    const char *saved_at = at;
    int saved_line = line;
    here = module;
    at = program;
    for (line = 1; *at; line++) {
        blanks();
        if (*at != '\n' && *at != '\0') statement();
        blanks();
        if (*at != '\n' && *at != '\0') fail("the end of the line is expected here");
        if (*at) at++;
    }
    here = saved_module, at = saved_at, line = saved_line;
}

static char *read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    size_t length = 0, count;
    char *text = NULL;
    do {
        text = realloc(text, length + 4097);
        if (!text) fail("out of memory");
        count = fread(text + length, 1, 4096, file);
        length += count;
    } while (count > 0);
    text[length] = '\0';
    fclose(file);
    return text;
}

static struct module *new_module(const char *name, const char *file) {
    struct module *module = allocate(sizeof *module);
    *module = (struct module){name, file, NULL, modules};
    modules = module;
    return module;
}

static struct value import(const char *name) {
    for (struct module *m = modules; m; m = m->next)
        if (strcmp(m->name, name) == 0) return (struct value){.kind = MODULE, .module = m};
    const char *path = getenv("PYTHONPATH");
    while (path && *path) {
        size_t length = strcspn(path, ":");
        char *file = allocate(length + strlen(name) + 5);
        sprintf(file, "%.*s/%s.py", (int)length, path, name);
        char *program = read_file(file);
        if (program) {
            struct module *module = new_module(name, file);
            run(module, program);
            return (struct value){.kind = MODULE, .module = module};
        }
        path += length + (path[length] == ':');
    }
    fail("there is no module named '%s'", name);
    return none();
}

int main(int argc, char **argv) {
    int inline_program = argc > 2 && strcmp(argv[1], "-c") == 0;
    const char *program = inline_program ? argv[2] : argc > 1 ? read_file(argv[1]) : NULL;
    if (!program) {
        if (argc > 1) fprintf(stderr, "python3: %s: %s\n", argv[1], strerror(errno));
        else fprintf(stderr, "usage: python3 FILE ARGUMENT... | python3 -c PROGRAM ARGUMENT...\n");
        return 2;
    }
    struct value arguments = {.kind = LIST};
    for (int i = 1 + inline_program; i < argc; i++) append(&arguments, string(argv[i]));
    if (inline_program) arguments.items[0] = string("-c");
    bind(&new_module("sys", "sys")->names, "argv", arguments);
    bind(&new_module("subprocess", "subprocess")->names, "check_output",
         (struct value){.kind = BUILTIN, .number = CHECK_OUTPUT});
    run(new_module("__main__", inline_program ? "<string>" : argv[1]), program);
    return fflush(stdout) != 0;
}
