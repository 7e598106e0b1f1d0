/* form: what is asked of somebody, as data with a number.
 *
 * A form is sections of fields. It is written in YAML, in a programme's file or alone, and never
 * changed once it is kept: a change is a new number, so whatever was filled in can always be read
 * with the questions that were asked. From the one tree come the page that asks, the checks, the
 * JSON Schema, the columns of tables and what reviewers see. */
#ifndef SEEDBED_FORM_FORM_H
#define SEEDBED_FORM_FORM_H

#include "base/yaml_table.h"

enum {
        FORM_SECTIONS_MAX = 30,
        FORM_FIELDS_MAX = 200, /* of all sections together, columns not counted */
        FORM_COLUMNS_MAX = 20, /* of a table or a group */
        FORM_CHOICES_MAX = 300,
        FORM_ROWS_MAX = 200, /* of a table or a group, when it names no number */
        FORM_FILES_MAX = 20,
        FORM_TEXT_CHARS_MAX = 300, /* of an answer, when the field names no number */
        FORM_LONG_TEXT_CHARS_MAX = 10000,
        FORM_NUMBER_DIGITS_MAX = 30, /* before the point, and as many after it */
        FORM_FILE_BYTES = 20 * 1024 * 1024
};

typedef enum {
        FORM_TEXT,      /* one line */
        FORM_LONG_TEXT, /* lines */
        FORM_NUMBER,    /* decimal */
        FORM_MONEY,
        FORM_DATE,
        FORM_CHOICE,  /* one of choices */
        FORM_CHOICES, /* any of choices */
        FORM_FILE,
        FORM_TABLE, /* rows of columns, drawn as a table */
        FORM_URL,
        FORM_EMAIL,
        FORM_YES_NO,
        FORM_COUNTRY, /* ISO 3166-1, two capital letters */
        FORM_GROUP    /* the same as a table, drawn as one block of fields for each row */
} FormKind;

typedef struct {
        const YamlNode *node;
        Str value;       /* what is kept */
        YamlLocal title; /* what is shown; the value when nothing is said */
} FormChoice;

typedef struct Condition Condition;
typedef struct FormField FormField;
typedef YAML_LIST(FormField) FormFields;

struct FormField {
        const YamlNode *node;
        Str slug;
        YamlLocal title, help;
        FormKind kind;
        bool required;
        bool identifies;      /* tells who it is: hidden wherever names are */
        int64_t chars_max;    /* text, long-text */
        int64_t words_max;    /* long-text; 0: any */
        Str min, max;         /* number, money: decimal; date: a day; empty: any */
        int64_t decimals;     /* number, money: digits after the point; -1: any */
        YamlTexts currencies; /* money; none: any ISO 4217 code */
        YAML_LIST(FormChoice) choices;
        int64_t picks_max; /* choices; 0: any */
        FormFields fields; /* table: its columns; group: its fields. None of them holds rows */
        int64_t rows_min,
                rows_max;  /* table, group; rows_min counts only where rows are asked for */
        YamlTexts types;   /* file: endings without the dot, in small letters */
        int64_t bytes_max; /* file: of each */
        int64_t files_max; /* file: so many */
        Str shows_if;      /* as written; empty: always */
        const Condition *condition; /* the same, read; NULL: always */
        Str about; /* what the party told before: name, website, email, registration, country,
                      sector, or the name of an attribute; empty: none */
};

typedef struct {
        const YamlNode *node;
        Str slug; /* empty: the only one, of a form that has fields and no sections */
        YamlLocal title, help;
        Str shows_if;
        const Condition *condition;
        FormFields fields;
} FormSection;

typedef struct {
        const YamlNode *node;
        Str slug;
        YamlLocal title, help;
        YAML_LIST(FormSection) sections; /* at least one when it was read without faults */
        FormFields loose; /* as written under `fields`; the same as the only section's */
        YAML_LIST(const FormField *) fields; /* of all sections, in order */
} Form;

/* For lists of forms in other files; form_check must follow. Struct: Form. */
extern const YamlTable form_table;
/* Reads a form written alone. INVALID with faults. */
Status form_parse(Arena *a, Str text, Form **out, YamlFaults *faults);
/* What tables can not say: a field twice, a condition on what does not stand before it, choices
 * where there are none, limits that no answer can meet. Fills in conditions, limits that were not
 * given, and the list of all fields. */
void form_check(Arena *a, Form *f, YamlFaults *faults);
/* The form as YAML: the same for the same form, however it was written; form_parse reads it. */
Str form_yaml(Arena *a, const Form *f);

/* A field of the form (not a column) by its slug, or NULL. */
const FormField *form_find(const Form *f, Str slug);
/* A column of a table or group, or NULL. */
const FormField *form_column(const FormField *f, Str slug);
/* Where a field stands. Never NULL. */
const FormSection *form_section_of(const Form *f, const FormField *field);
/* "long-text". Never NULL. */
const char *form_kind_name(FormKind kind);
/* Words in the reader's language; else in English; else the first there are. The language's tag,
 * for lang="", and "" for words that name none. */
Str form_said(const YamlLocal *words);
Str form_said_tag(const YamlLocal *words);
/* In English, else the first there are: for what is kept. */
Str form_said_plain(const YamlLocal *words);
/* A choice as it is shown. */
Str form_choice_said(const FormField *f, Str value);

/* JSON Schema 2020-12 of the answers (form/answer.h) as they must be when handed in. id: its own
 * address; may be empty. */
Str form_schema(Arena *a, const Form *f, Str id);
/* How it is asked, for programs that draw it: sections with fields, kinds, conditions, texts in all
 * languages. JSON. */
Str form_layout(Arena *a, const Form *f);

#endif
